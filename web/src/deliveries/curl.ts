import type { AttemptRequest } from "@posthorn/sdk";

/** What curl says by itself, or what would no longer be right. */
const LEFT_OUT = new Set(["host", "content-length", "connection", "accept-encoding"]);

/** A request as a command for a shell. Nothing in it can end its quotes. The secret in the body is masked, as on the page. */
export function toCurl({ url, headers, body, encoding }: AttemptRequest): string {
  const lines = [`curl ${quoted(url)}`];
  for (const [name, value] of Object.entries(headers)) {
    if (!LEFT_OUT.has(name.toLowerCase())) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (encoding === "utf8") lines.push(`--data-raw ${quoted(body)}`);
  else lines.push(`--data-binary @<(base64 -d <<< ${quoted(body)})`);
  return lines.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
