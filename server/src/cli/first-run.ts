import { styleText } from "node:util";

export interface FirstRun {
  url: string;
  operatorKey: string;
  /** Null where the inbox is switched off: then there is nowhere to send a first event to. */
  inboxToken: string | null;
}

/** The space of the seed's sample. */
const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
/** The smallest payload of the catalogue, whole: it fits into one line and is answered without warnings. */
const TAG = {
  id: "a1b2c3d4-0e1f-4a2b-8c3d-4e5f60718293",
  name: "Hot",
  color: null,
  id_space: ID_SPACE,
  created_at: "2023-04-29T11:13:55.021Z",
  updated_at: null,
  is_deleted: false,
  is_deleted_at: null,
};

/** What a first start prints: the operator's key, this once, and three lines to paste that send a first event. */
export function firstRunText({ url, operatorKey, inboxToken }: FirstRun): string {
  const key = `\n${styleText("bold", "Operator key")}, shown this once: ${styleText("green", operatorKey)}\n`;
  if (inboxToken === null) return key;
  const inbox = `${url}/inbox/${inboxToken}`;
  const event = { id_space: ID_SPACE, event: "tag.create", payload: TAG };
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
