import type { Clock } from "../core/clock.ts";
import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Log } from "../core/log.ts";
import { hasMissedListener, type Outcome } from "../core/outcome.ts";
import type { Replay } from "../core/replay.ts";
import type { EndpointDirectory } from "../store/endpoint-directory.ts";
import type { ClaimedReplay, ReplayStore } from "../store/replays.ts";
import { untilStored } from "../store/until-stored.ts";
import type { Pace } from "./pace.ts";

export interface ReplayRunOptions {
  clock: Clock;
  log: Log;
  replays: Pick<ReplayStore, "take" | "record" | "leave" | "end">;
  directory: Pick<EndpointDirectory, "endpoint">;
  pace: Pace;
  attempt(task: { delivery: OwedDelivery; endpoint: Endpoint }): Promise<Outcome>;
  /** Told of each outcome once it is committed: metrics. */
  observe(delivery: OwedDelivery, outcome: Outcome): void;
  isStopping(): boolean;
}

/** As many as a new endpoint gets of live deliveries. */
const IN_FLIGHT_PER_REPLAY_MAX = 10;

/**
 * Runs one replay until it is over, and gives it back as it then is. Null: it was cancelled elsewhere, or this node is
 * stopping: what is in flight has ended and is recorded by then, and the next node goes on behind it. So it is where its
 * listener has gone to another node, which is asked again for what was not answered here.
 */
export async function runReplay(options: ReplayRunOptions, claimed: ClaimedReplay): Promise<Replay | null> {
  const { replays, directory, pace, isStopping } = options;
  const { id, idSpace, idEndpoint } = claimed.replay;
  const inFlight = new Set<Promise<void>>();
  let inHand = claimed.inHand;
  let hasMoved = false;

  const patiently = <Result>(work: () => Promise<Result>) => untilStored(options.clock, isStopping, work);
  const find = () => patiently(() => directory.endpoint(idSpace, idEndpoint));

  function begin(delivery: OwedDelivery, endpoint: Endpoint): void {
    const sending = send(delivery, endpoint).finally(() => {
      inFlight.delete(sending);
      pace.giveBack(1);
    });
    inFlight.add(sending);
  }

  async function send(delivery: OwedDelivery, endpoint: Endpoint): Promise<void> {
    try {
      const outcome = await options.attempt({ delivery, endpoint });
      if (endpoint.isListener && hasMissedListener(outcome) && (await find())?.isElsewhere) {
        hasMoved = true;
        return;
      }
      const ended = { idDelivery: delivery.id, idSpace, idEndpoint, trigger: delivery.trigger, outcome };
      await patiently(() => replays.record(id, [ended]));
      options.observe(delivery, outcome);
    } catch (error) {
      // It stays in the job's hand in the store, and is sent again by the next node that takes it up.
      options.log.error({ err: error, idReplay: id, idDelivery: delivery.id }, "a replayed delivery was not recorded");
    }
  }

  /** The next few to send. Null: there are no more, or none to be sent any more. */
  async function next(countMax: number): Promise<{ deliveries: OwedDelivery[]; isLast: boolean } | null> {
    if (inHand.length > 0) {
      const deliveries = inHand.slice(0, countMax);
      inHand = inHand.slice(countMax);
      return { deliveries, isLast: false };
    }
    const taken = await patiently(() => replays.take(id, countMax));
    return taken && { deliveries: taken.deliveries, isLast: taken.isExhausted };
  }

  /** Sends what the range holds. How it ended: `stopped` leaves it to others. */
  async function sendAll(): Promise<"done" | "endpoint_deleted" | "stopped"> {
    while (!isStopping()) {
      const places = IN_FLIGHT_PER_REPLAY_MAX - inFlight.size;
      if (places === 0) {
        await Promise.race(inFlight);
        continue;
      }
      const granted = await pace.grant(places);
      if (granted === 0) break;
      const endpoint = await find();
      hasMoved ||= endpoint?.isElsewhere === true;
      const found = hasMoved ? null : endpoint && (await next(granted));
      pace.giveBack(granted - (found?.deliveries.length ?? 0));
      if (endpoint === null) return "endpoint_deleted";
      if (found === null) break;
      for (const delivery of found.deliveries) begin(delivery, endpoint);
      if (found.isLast) return "done";
    }
    return "stopped";
  }

  const end = await sendAll();
  await Promise.all(inFlight);
  if (hasMoved) {
    options.log.info({ idReplay: id, idSpace, idEndpoint }, "replay left to the node that has its listener");
    await patiently(() => replays.leave(id));
    return null;
  }
  if (end === "stopped") return null;
  return patiently(() => replays.end(id, end === "done" ? null : end));
}
