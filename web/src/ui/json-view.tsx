import { useMemo, useState } from "react";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icon.tsx";
import { type JsonNode, parseJsonTree } from "./json-tree.ts";

/** What is drawn at once of one array or object; the rest comes by a button. */
const CHILDREN_SHOWN = 100;
/** Longer strings are cut until somebody asks. */
const STRING_SHOWN = 600;
/** A text that is no JSON is drawn up to here. */
const TEXT_SHOWN = 20_000;
/** Things with more members than this begin folded, unless they are the outermost. */
const OPEN_MAX = 60;

/**
 * JSON to read: folds, and shows every value as it was spelt. What is not JSON is shown as it is. Nothing of it is ever
 * taken for HTML.
 */
export function JsonView({ text, label }: { text: string; label: string }) {
  const tree = useMemo(() => parseJsonTree(text), [text]);
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <div className="absolute end-0 top-0 rounded-md bg-sunken p-1.5">
        <CopyButton text={text} label={`Copy the ${label}`} />
      </div>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="max-h-[32rem] overflow-auto p-3 pe-10 font-mono text-xs leading-5 wrap-anywhere"
      >
        {tree === null ? <LongText text={text} shown={TEXT_SHOWN} /> : <Value node={tree} depth={0} />}
      </section>
    </div>
  );
}

function LongText({ text, shown, isQuoted = false }: { text: string; shown: number; isQuoted?: boolean }) {
  const [isWhole, setWhole] = useState(false);
  const look = "whitespace-pre-wrap";
  if (text === "") return <span className="text-ink-faint">empty</span>;
  if (isWhole || text.length <= shown) return <bdi className={look}>{text}</bdi>;
  return (
    <span className={look}>
      <bdi>{text.slice(0, shown)}</bdi>…{isQuoted ? '"' : ""}{" "}
      <MoreButton onClick={() => setWhole(true)}>all {text.length.toLocaleString()} characters</MoreButton>
    </span>
  );
}

function Value({
  node,
  depth,
  name,
  comma = false,
}: {
  node: JsonNode;
  depth: number;
  name?: string;
  comma?: boolean;
}) {
  const label =
    name === undefined ? null : (
      <>
        <bdi className="text-accent">{name}</bdi>
        <span className="text-ink-muted">: </span>
      </>
    );
  if (node.kind !== "scalar") return <Branch node={node} depth={depth} label={label} comma={comma} />;
  const colour = { string: "text-good", number: "text-warn", word: "text-bad" }[node.type];
  return (
    <div className="ps-4 -indent-4 ms-0">
      {label}
      <span className={node.text === "null" ? "text-ink-faint" : colour}>
        <LongText text={node.text} shown={STRING_SHOWN} isQuoted={node.type === "string"} />
      </span>
      {comma && <span className="text-ink-muted">,</span>}
    </div>
  );
}

type BranchNode = Exclude<JsonNode, { kind: "scalar" }>;

function Branch({
  node,
  depth,
  label,
  comma,
}: {
  node: BranchNode;
  depth: number;
  label: React.ReactNode;
  comma: boolean;
}) {
  const children = node.kind === "array" ? node.items.map((value) => ({ key: undefined, value })) : node.members;
  const [isOpen, setOpen] = useState(depth === 0 || (depth < 4 && children.length <= OPEN_MAX));
  const [shown, setShown] = useState(CHILDREN_SHOWN);
  const [open, close] = node.kind === "array" ? ["[", "]"] : ["{", "}"];
  const count = `${children.length} ${node.kind === "array" ? "item" : "key"}${children.length === 1 ? "" : "s"}`;
  const end = close + (comma ? "," : "");
  if (children.length === 0) {
    return (
      <div>
        {label}
        <span className="text-ink-muted">
          {open}
          {end}
        </span>
      </div>
    );
  }
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-ms-1 rounded-sm px-0.5 text-start hover:bg-hover"
      >
        <Icon name={isOpen ? "chevronDown" : "chevronRight"} size={10} className="me-0.5 inline text-ink-faint" />
        {label}
        <span className="text-ink-muted">{isOpen ? open : `${open}…${end}`}</span>
        {!isOpen && <span className="text-ink-faint"> {count}</span>}
      </button>
      {isOpen && (
        <>
          <div className="ms-1 border-s border-line ps-4">
            {children.slice(0, shown).map(({ key, value }, index) => (
              <Value
                // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
                key={index}
                node={value}
                depth={depth + 1}
                comma={index < children.length - 1}
                {...(key === undefined ? {} : { name: key })}
              />
            ))}
            {children.length > shown && (
              <MoreButton onClick={() => setShown(shown + CHILDREN_SHOWN * 10)}>
                {(children.length - shown).toLocaleString()} more
              </MoreButton>
            )}
          </div>
          <span className="text-ink-muted">{end}</span>
        </>
      )}
    </div>
  );
}

function MoreButton({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <button type="button" onClick={onClick} className="indent-0 text-accent underline-offset-2 hover:underline">
      show {children}
    </button>
  );
}
