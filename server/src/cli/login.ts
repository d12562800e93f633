import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { localCommand } from "./command.ts";
import { createClient } from "./connect.ts";
import { usageError } from "./failure.ts";
import { text } from "./option.ts";
import { checkedSetting, configPath, type RemoteFlags, readConfigFile, remoteConfig } from "./remote-config.ts";

/** Only its owner may read a file that holds a key. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Enough of a key to know it by. */
const KEY_SHOWN_LENGTH = 8;

export const loginCommand = localCommand({
  name: "login",
  summary: "Keep the server's address, a key and a space for later commands.",
  details:
    "Asks for the key, or reads it from stdin, so that it shows nowhere. The key is tried, and then kept in a file that " +
    "nobody else can read. With a key of one space that space is kept.",
  options: {
    url: text("<url>", "where Posthorn answers; default: as it is set now"),
    space: text("<uuid>", "the space that later commands are about"),
  },
  examples: [
    ["posthorn login", "Asks for the key"],
    [
      "posthorn login --url https://hooks.example.com --space eb8edc65-129a-4cb6-abbe-6bf8979c0658 < key.txt",
      "From a file",
    ],
  ],
  async run(context, flags) {
    const { surroundings, input, output } = context;
    const { url, space } = remoteConfig(surroundings, flags);
    const typed = input.isTerminal
      ? ((await input.line("Key: ", { isSecret: true })) ?? "")
      : new TextDecoder().decode(await input.bytes());
    const key = checkedSetting("key", typed.trim(), "what was given");
    // Any key may ask what it is; what is no key may see nothing.
    const { id_space: own } = await createClient(context, url.value, key).me();
    if (own !== null && flags.space !== undefined && flags.space.toLowerCase() !== own) {
      throw usageError(`--space is ${JSON.stringify(flags.space)}: the key is for ${own} only`, "Leave it out.");
    }
    const path = configPath(surroundings);
    // A key of one space is about no other, whatever an earlier login has kept.
    const about = own ?? space?.value;
    const kept = { ...keptBefore(path), url: url.value, key, ...(about === undefined ? {} : { space: about }) };
    writeConfigFile(path, kept);
    await output.done({ path, url: kept.url, space: kept.space ?? null }, ["Kept in ", path]);
  },
});

export const configCommand = localCommand({
  name: "config",
  summary: "Show which server, key and space are used, and where each comes from.",
  details: "An option wins over a variable, a variable over the file that posthorn login writes.",
  options: {
    url: text("<url>", "where Posthorn answers (POSTHORN_URL)"),
    key: text("<key>", "key of the API (POSTHORN_KEY)"),
    space: text("<uuid>", "the space it is about (POSTHORN_SPACE)"),
  },
  examples: [["posthorn config", "What the next command would use"]],
  async run({ surroundings, output }, flags) {
    const { url, key, space } = remoteConfig(surroundings, flags);
    const settings = [
      { name: "url", value: url.value, source: url.source },
      {
        name: "key",
        value: key === null ? null : `${key.value.slice(0, KEY_SHOWN_LENGTH)}…`,
        source: key?.source ?? null,
      },
      { name: "space", value: space?.value ?? null, source: space?.source ?? null },
    ];
    const path = configPath(surroundings);
    const columns = [
      { title: "SETTING", cell: ({ name }: (typeof settings)[number]) => name },
      { title: "VALUE", cell: ({ value }: (typeof settings)[number]) => value },
      { title: "FROM", cell: ({ source }: (typeof settings)[number]) => source, isFlexible: true },
    ];
    await output.list(settings, columns, "");
    await output.hint(`The file is ${path}`);
  },
});

/** A file that makes no sense is written anew, not mended. */
function keptBefore(path: string): RemoteFlags {
  try {
    return readConfigFile(path);
  } catch {
    return {};
  }
}

/** Whole or not at all, and never open to others, not even for a moment. */
function writeConfigFile(path: string, config: RemoteFlags): void {
  const beside = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
    writeFileSync(beside, `${JSON.stringify(config, null, 2)}\n`, { mode: FILE_MODE });
    renameSync(beside, path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw usageError(
      `${path} cannot be written (${code})`,
      "XDG_CONFIG_HOME says where it goes; POSTHORN_KEY needs no file.",
    );
  }
}
