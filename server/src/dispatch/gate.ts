import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { EndpointDirectory } from "../store/endpoint-directory.ts";
import type { EndpointChange } from "../store/endpoints.ts";
import { untilStored } from "../store/until-stored.ts";
import { type Lane, updateLane } from "./lane.ts";
import type { Lanes } from "./lanes.ts";

/** Opens and closes lanes as their endpoints are resumed, paused, changed and deleted. */
export interface Gate {
  /** Reads the endpoint anew and opens or closes its lane. */
  refresh(lane: Lane): Promise<void>;
  /**
   * A change of an endpoint that had no lane makes one: it may be a resume of what was held before this node started.
   * One that seems to be open before and after may have been paused in between, with events held meanwhile: `refresh`
   * looks into the store in any case.
   */
  changed(change: EndpointChange): void;
}

export interface GateOptions {
  clock: Clock;
  log: Log;
  lanes: Lanes;
  directory: Pick<EndpointDirectory, "endpoint">;
  isStopping(): boolean;
  opened(lane: Lane): void;
  closed(lane: Lane): void;
  moved(lane: Lane): void;
}

export function createGate({ clock, log, lanes, directory, isStopping, opened, closed, moved }: GateOptions): Gate {
  async function refresh(lane: Lane): Promise<void> {
    const wasOpen = lane.state === "open";
    updateLane(lane, await directory.endpoint(lane.idSpace, lane.idEndpoint));
    if (lane.state === "closed") return closed(lane);
    if (lane.state === "elsewhere") return moved(lane);
    // Whatever was held is owed now, oldest first, and before anything newer.
    if (!wasOpen) lane.isCatchingUp = true;
    lane.hasBacklog = true;
    opened(lane);
  }

  function changed(change: EndpointChange): void {
    if (isStopping()) return;
    const reading = untilStored(clock, isStopping, () => refresh(lanes.of(change)));
    reading.catch((error: unknown) => log.error({ err: error, ...change }, "an endpoint's change could not be read"));
  }

  return { refresh, changed };
}
