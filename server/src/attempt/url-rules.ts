import { isIP } from "node:net";
import type { AttemptError } from "../core/outcome.ts";
import { TUNNEL_PATH } from "../core/tunnel.ts";
import { createAddressGuard, type GuardOptions, refusal } from "./guard.ts";
import { portFault } from "./ports.ts";
import { hostAndPort, type Target } from "./target.ts";

/** Enough for any real endpoint, and a bound on what is kept and shown. */
const URL_LENGTH_MAX = 2048;
/** URLs whose judgement is remembered: those of endpoints that are sent to now. */
const KNOWN_MAX = 10_000;
/** Where this node's own server has its inbox, whatever comes before it in the public URL. */
const INBOX_PATH = "/inbox/";
const TOKEN = /^[A-Za-z0-9_-]{8,64}$/;
/** A URL parser drops or repairs these silently, so that what is shown would not be what is sent to. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const BLANK_OR_CONTROL = /[\x00-\x20\x7f]/;

/** This node's inbox, or its tunnel: where its public URLs begin, and where it listens. Null: it has none. */
export type FindInbox = () => { prefix: string; host: string; port: number } | null;

export interface UrlRuleOptions {
  guard: GuardOptions;
  inbox: FindInbox;
  /** Where listeners receive. Only attempts may go there: an owner makes no endpoint of it. */
  tunnel?: FindInbox;
}

/** What the rules say of a URL: where a request for it goes, or why none does. */
export type Judgement = { target: Target } | { fault: AttemptError };

/** The rules for an endpoint's URL, as words: null where it is fine, else the rule it breaks and who may allow it. */
export function createUrlRules(options: UrlRuleOptions): (url: string) => string | null {
  const judge = createUrlJudge(options);
  return (url) => {
    const judgement = judge(url);
    return "fault" in judgement ? judgement.fault.detail : null;
  };
}

/** The same rules for an attempt: a URL that was accepted under older settings is judged again each time. */
export function createUrlJudge({ guard, inbox, tunnel = () => null }: UrlRuleOptions): (url: string) => Judgement {
  const addressGuard = createAddressGuard(guard.allowAddresses);
  const known = new Map<string, Judgement>();

  function judge(text: string): Judgement {
    const before = known.get(text);
    if (before !== undefined) return before;
    const judgement = judgeAnew(text);
    if (!isLasting(judgement)) return judgement;
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(text, judgement);
    return judgement;
  }

  function judgeAnew(text: string): Judgement {
    if (text.length > URL_LENGTH_MAX) return forbidden(`the URL is longer than ${URL_LENGTH_MAX} characters`);
    if (BLANK_OR_CONTROL.test(text)) return forbidden("the URL holds spaces or control characters");
    const url = URL.parse(text);
    if (url === null) return forbidden("this is not a valid URL: it must begin with https:// and name a host");
    const ownTarget = toOwnTarget(url, INBOX_PATH, inbox) ?? toOwnTarget(url, TUNNEL_PATH, tunnel);
    if (ownTarget !== null) return { target: ownTarget };
    const words = schemeFault(url, guard.isHttpAllowed) ?? credentialsFault(url) ?? portFault(portOf(url));
    if (words !== null) return forbidden(words);
    const target = toTarget(url);
    const refused = hostRefusal(target.hostname);
    return refused === null ? { target } : { fault: { code: "address_forbidden", detail: refused } };
  }

  /** Judges what needs no look-up. A name is judged when it is connected to, by what it resolves to then. */
  function hostRefusal(hostname: string): string | null {
    if (isLocalhost(hostname)) {
      const isAllowed = ["127.0.0.1", "::1"].some((address) => addressGuard(address) === null);
      return isAllowed ? null : refusal(`${hostname} is`, "a loopback address");
    }
    if (isIP(hostname) === 0) return null;
    const kind = addressGuard(hostname);
    return kind === null ? null : refusal(`${hostname} is`, kind);
  }

  return judge;
}

/** The rules hold as long as the process, but where this node's own addresses are is known only once it listens. */
function isLasting(judgement: Judgement): boolean {
  return "target" in judgement && ![INBOX_PATH, TUNNEL_PATH].some((path) => judgement.target.path.includes(path));
}

function forbidden(detail: string): Judgement {
  return { fault: { code: "url_forbidden", detail } };
}

/**
 * The one exemption from the guard: a URL that, once normalised, is exactly the prefix of this node's inbox, or of its
 * tunnel, and a token. Comparing the whole normalised text leaves no room for credentials, a query, dot segments or another port.
 */
function toOwnTarget(url: URL, path: string, find: FindInbox): Target | null {
  // Nearly every URL is done with here, before the prefix has to be normalised.
  const found = url.pathname.includes(path) ? find() : null;
  if (found === null) return null;
  const prefix = new URL(found.prefix).href;
  if (!url.href.startsWith(prefix)) return null;
  const token = url.href.slice(prefix.length);
  if (!TOKEN.test(token)) return null;
  const { origin, host } = new URL(`http://${hostAndPort(found.host, found.port)}`);
  return {
    origin,
    host,
    hostname: found.host,
    port: found.port,
    isTls: false,
    isGuarded: false,
    path: path + token,
  };
}

function schemeFault({ protocol }: URL, isHttpAllowed: boolean): string | null {
  if (protocol === "https:" || (protocol === "http:" && isHttpAllowed)) return null;
  if (protocol === "http:") {
    return "http:// is not encrypted: use https://, or ask the operator to set POSTHORN_ALLOW_HTTP";
  }
  return `${protocol}// is not the web's: the URL must begin with https://`;
}

function credentialsFault(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  return "the URL holds a user name or a password: put credentials into a header of the endpoint";
}

function toTarget(url: URL): Target {
  return {
    origin: url.origin,
    host: url.host,
    hostname: url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname,
    port: portOf(url),
    isTls: url.protocol === "https:",
    isGuarded: true,
    path: url.pathname + url.search,
  };
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** RFC 6761: every name under `localhost` is this machine. */
function isLocalhost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost");
}
