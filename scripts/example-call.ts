import type { Json } from "../server/src/catalogue/json-schema.ts";
import type { Call, Media } from "./openapi-types.ts";

/** Longer answers are folded away, so that the page can be read as a whole. */
const ANSWER_LINES_OPEN = 12;

/** A call as one pastes it into a shell, and what comes back. */
export function exampleCall({ method, path, call }: { method: string; path: string; call: Call }): string {
  const bodies = Object.entries(call.requestBody?.content ?? {});
  const examples = (bodies.length === 0 ? [undefined] : bodies).map((body) => curl(method, path, call, body));
  return `\`\`\`sh\n${examples.join("\n\n")}\n\`\`\`\n${answer(call)}`;
}

function curl(
  method: string,
  path: string,
  call: Call,
  body: [type: string, media: Media[string]] | undefined,
): string {
  const address = path
    .replace("{id_space}", "$ID_SPACE")
    .replaceAll(/\{([a-z_]+)\}/g, (_all, name) => `$${name.toUpperCase()}`);
  const parts = [
    `curl ${method === "GET" ? "" : `-X ${method} `}"$POSTHORN_URL${address}"`,
    ...(call.security?.length === 0 ? [] : ['-H "authorization: Bearer $POSTHORN_KEY"']),
    ...(body === undefined ? [] : [`-H "content-type: ${body[0]}"`, dataOf(body[1].example)]),
  ];
  return parts.join(" \\\n  ");
}

/** Text goes as it is: it has lines of its own. */
function dataOf(example: Json | undefined): string {
  if (typeof example === "string") return `--data-binary '${quoted(example.trimEnd())}'`;
  return `-d '${quoted(JSON.stringify(example))}'`;
}

function answer({ responses }: Call): string {
  // The last of the good ones: what an event's first posting is answered with, and all others have one only.
  const [status, said] = Object.entries(responses).findLast(([code]) => code.startsWith("2")) ?? [];
  if (status === undefined || said === undefined || "$ref" in said) return "";
  const [[type, media] = []] = Object.entries(said.content ?? {});
  if (media?.example === undefined) return "";
  const isJson = type === "application/json";
  const text = isJson ? JSON.stringify(media.example, null, 2) : String(media.example);
  const block = `\`\`\`${isJson ? "json" : "text"}\n${text}\n\`\`\`\n`;
  if (text.split("\n").length <= ANSWER_LINES_OPEN) return `\n${block}`;
  return `\n<details><summary>Answer ${status}</summary>\n\n${block}\n</details>\n`;
}

/** Inside single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}
