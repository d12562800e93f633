import { parseArgs } from "node:util";

/** As much of curl as the lines of a first start use, for machines without it. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: "boolean", short: "s" },
    "write-out": { type: "string", short: "w" },
    header: { type: "string", short: "H", multiple: true },
    data: { type: "string", short: "d" },
  },
});
const [url = ""] = positionals;
const headers = (values.header ?? []).map((header): [string, string] => {
  const [name = "", ...value] = header.split(":");
  return [name.trim(), value.join(":").trim()];
});
const { data } = values;
const response = await fetch(url, data === undefined ? { headers } : { method: "POST", headers, body: data });
process.stdout.write((await response.text()) + (values["write-out"] ?? "").replaceAll("\\n", "\n"));
