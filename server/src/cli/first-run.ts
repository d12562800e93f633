import { styleText } from "node:util";

export interface FirstRun {
  url: string;
  operatorKey: string;
  /** Opens the page, once. */
  signInUrl: string;
  /** Null where the inbox is switched off: then there is nowhere to send a first event to. */
  inboxToken: string | null;
  /** The payload of the `lead.create` that is to be sent. */
  sample: object;
}

/** The space of the seed's sample. */
const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** What a first start prints: the page's link and the operator's key, this once, and lines that send a first event. */
export function firstRunText({ url, operatorKey, signInUrl, inboxToken, sample }: FirstRun): string {
  const page = `\n${styleText("bold", "Open the page")}, this link works once: ${styleText("cyan", signInUrl)}\n`;
  const key = `${page}${styleText("bold", "Operator key")}, shown this once: ${styleText("green", operatorKey)}\n`;
  if (inboxToken === null) return key;
  const inbox = `${url}/inbox/${inboxToken}`;
  const event = { id_space: ID_SPACE, event: "lead.create", payload: sample };
  const lines = [
    `\n${styleText("bold", "Try it")}: make an endpoint at the test inbox, send an event, see what arrived.\n`,
    post(`${url}/v1/spaces/${ID_SPACE}/endpoints`, operatorKey, { url: inbox }),
    post(`${url}/v1/events`, operatorKey, event),
    `curl -s ${quoted(inbox)}`,
  ];
  return `${key}${lines.join("\n")}\n`;
}

function post(url: string, key: string, body: object): string {
  const headers = `-H ${quoted(`authorization: Bearer ${key}`)} -H 'content-type: application/json'`;
  return `curl -s -w '\\n' ${quoted(url)} ${headers} -d ${quoted(JSON.stringify(body))}`;
}

/** One word to any POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w:/.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
