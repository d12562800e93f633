import type { Clock } from "../core/clock.ts";
import { ConnectFault, dnsFault } from "./connect-fault.ts";
import { createDeadline } from "./deadline.ts";
import { createAddressGuard, forbiddenAmong } from "./guard.ts";
import { createLookUp } from "./look-up.ts";
import { createResolve, type Resolve } from "./resolve.ts";
import type { Target } from "./target.ts";
import { createTurns } from "./turns.ts";
import { createUrlJudge, type UrlRuleOptions } from "./url-rules.ts";

/** What Posthorn would say to a URL as an endpoint's. */
export interface UrlVerdict {
  isAllowed: boolean;
  /** Whether its host was found in the DNS. */
  isFound: boolean;
  /** For the URL's owner. */
  detail: string;
}

export interface UrlCheckOptions extends UrlRuleOptions {
  clock: Clock;
  /** The DNS, unless another is given. */
  resolve?: Resolve;
}

/** Whoever types does not wait longer. */
const LOOK_UP_MS = 3_000;
/** People who type, and not a way to flood name servers. Beyond this many that wait, only the rules are told. */
const LOOK_UPS_MAX = 4;
const LOOK_UPS_WAITING_MAX = 20;

/** The rules for a URL, and what its name resolves to now: all that can be known without sending anything. */
export function createUrlCheck(options: UrlCheckOptions): (url: string) => Promise<UrlVerdict> {
  const judge = createUrlJudge(options);
  const guard = createAddressGuard(options.guard.allowAddresses);
  const lookUp = createLookUp(options.clock, options.resolve ?? createResolve(options.clock));
  const turns = createTurns(LOOK_UPS_MAX, LOOK_UPS_WAITING_MAX);

  async function addressesOf({ hostname }: Target): Promise<readonly string[]> {
    const stop = new AbortController();
    const deadline = createDeadline(options.clock, LOOK_UP_MS, stop.signal);
    const opening = { dnsMs: null, connectMs: null, tlsMs: null, remoteAddress: null };
    return turns.take(() => lookUp(hostname, opening, deadline), stop.signal);
  }

  return async (url) => {
    const judgement = judge(url);
    if ("fault" in judgement) return { isAllowed: false, isFound: false, detail: judgement.fault.detail };
    const { target } = judgement;
    if (!target.isGuarded) return { isAllowed: true, isFound: true, detail: "this node's own test inbox" };
    try {
      const addresses = await addressesOf(target);
      if (addresses.length === 0) throw dnsFault(target.hostname, null);
      const forbidden = forbiddenAmong(guard, target.hostname, addresses);
      if (forbidden !== null) return { isAllowed: false, isFound: true, detail: forbidden };
      return { isAllowed: true, isFound: true, detail: `${target.hostname} is found, and may be sent to` };
    } catch (error) {
      if (error instanceof ConnectFault) return { isAllowed: true, isFound: false, detail: error.message };
      return {
        isAllowed: true,
        isFound: false,
        detail: `${target.hostname} was not looked up: too many are being typed`,
      };
    }
  };
}
