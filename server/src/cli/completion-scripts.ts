/** What may come where. Every word is made of letters, digits, `.`, `-` and `_`: none means anything to a shell. */
export interface CompletionTable {
  /** What may stand after the words of a command, `""` for none of them. */
  words: ReadonlyMap<string, readonly string[]>;
  /** What may stand after an option of a command, keyed as in `deliveries --status`. */
  values: ReadonlyMap<string, readonly string[]>;
}

/** The script for each shell. What the table does not know is completed as the name of a file. */
export const COMPLETION_SCRIPTS: Readonly<Record<string, (table: CompletionTable) => string>> = {
  bash: (table) => `# Completion of posthorn for bash.
_posthorn() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path= word next
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case $next in
      ${pathPattern(table)}) path=$next ;;
    esac
  done
  local words=
  case "$path $before" in
${cases(table.values, (choices) => (choices.length === 0 ? "COMPREPLY=(); return" : `words="${choices.join(" ")}"`))}
    *) case $path in
${cases(table.words, (choices) => `words="${choices.join(" ")}"`)}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _posthorn posthorn
`,
  zsh: (table) => `#compdef posthorn
# Completion of posthorn for zsh.
_posthorn() {
  local before=\${words[CURRENT-1]} path_="" word next
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${path_:+$path_ }$word"
    case $next in
      ${pathPattern(table)}) path_=$next ;;
    esac
  done
  local -a choices
  case "$path_ $before" in
${cases(table.values, (choices) => (choices.length === 0 ? "_files; return" : `choices=(${choices.join(" ")})`))}
    *) case $path_ in
${cases(table.words, (choices) => `choices=(${choices.join(" ")})`)}
    esac ;;
  esac
  compadd -a choices || _files
}
compdef _posthorn posthorn
`,
  fish: (table) => `# Completion of posthorn for fish.
function __posthorn_path
  set -l path
  for word in (commandline -opc)[2..]
    switch (string join -- ' ' $path $word)
      case ${paths(table).map(quoted).join(" ")}
        set path $path $word
    end
  end
  string join -- ' ' $path
end
function __posthorn_at
  set -l path (__posthorn_path)
  test "$path" = "$argv[1]"
end
${fishLines(table)}
`,
};

function paths({ words }: CompletionTable): string[] {
  return [...words.keys()].filter((path) => path !== "");
}

function pathPattern(table: CompletionTable): string {
  return paths(table).map(quoted).join("|");
}

function cases(table: ReadonlyMap<string, readonly string[]>, body: (choices: readonly string[]) => string): string {
  return [...table].map(([key, choices]) => `      ${quoted(key)}) ${body(choices)} ;;`).join("\n");
}

function fishLines({ words, values }: CompletionTable): string {
  const lines = [...words].flatMap(([path, choices]) => {
    const at = `complete -c posthorn -n '__posthorn_at "${path}"'`;
    const plain = choices.filter((choice) => !choice.startsWith("-"));
    const flags = choices
      .filter((choice) => choice.startsWith("--"))
      .map((flag) => {
        const known = values.get(`${path} ${flag}`);
        const takes = known === undefined ? "" : known.length === 0 ? " -r" : ` -x -a '${known.join(" ")}'`;
        return `${at} -l ${flag.slice(2)}${takes}`;
      });
    return [...(plain.length > 0 ? [`${at} -f -a '${plain.join(" ")}'`] : []), ...flags];
  });
  return lines.join("\n");
}

function quoted(text: string): string {
  return `'${text}'`;
}
