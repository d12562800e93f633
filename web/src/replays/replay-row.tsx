import type { Endpoint, Replay } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { faultWords } from "../ui/states.tsx";
import { Badge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { STATUS_WORDS } from "./replay-form.tsx";

/** One replay: what it sends, how far it is, and the way to stop it. */
export function ReplayRow({ replay, endpoint }: { replay: Replay; endpoint: Endpoint | undefined }) {
  const { to } = useSpace();
  const { isReadOnly } = useSignedIn();
  return (
    <li className="grid gap-2 border-b border-line px-4 py-3.5 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <StateBadge replay={replay} />
        {endpoint === undefined ? (
          <span className="min-w-0 truncate text-sm text-ink-muted">An endpoint that is gone</span>
        ) : (
          <Link href={to(`/endpoints/${endpoint.id}`)} className="min-w-0 truncate text-sm font-medium hover:underline">
            <bdi>{endpoint.description || endpoint.url}</bdi>
          </Link>
        )}
        <span className="ms-auto text-xs text-ink-muted">
          <Time at={replay.created_at} />
        </span>
        {replay.state === "running" && !isReadOnly && <Cancel replay={replay} />}
      </div>
      <p className="text-xs text-ink-muted">
        {STATUS_WORDS[replay.status]}, <Time at={replay.since} style="full" /> to{" "}
        <Time at={replay.until} style="full" />
      </p>
      <Progress replay={replay} />
    </li>
  );
}

function StateBadge({ replay: { state, reason } }: { replay: Replay }) {
  if (state === "running") {
    return (
      <Badge tone="accent" icon="refresh">
        Running
      </Badge>
    );
  }
  if (state === "done") {
    return (
      <Badge tone="good" icon="check">
        Done
      </Badge>
    );
  }
  return (
    <Badge tone="quiet" icon="slash">
      {reason === "endpoint_deleted" ? "Ended: endpoint deleted" : "Cancelled"}
    </Badge>
  );
}

function Progress({ replay: { total, done, delivered, failed, skipped, state } }: { replay: Replay }) {
  const share = (count: number) => (total === 0 ? 0 : (count / total) * 1000);
  const left = Math.max(0, total - done);
  return (
    <div className="grid gap-1.5">
      <svg
        viewBox="0 0 1000 8"
        preserveAspectRatio="none"
        height="8"
        className="w-full overflow-hidden rounded-full"
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <rect width="1000" height="8" className="fill-quiet-soft" />
        <rect width={share(delivered)} height="8" className="fill-good-fill" />
        <rect x={share(delivered)} width={share(failed)} height="8" className="fill-bad-fill" />
      </svg>
      <p className="numeric text-xs text-ink-muted">
        {delivered.toLocaleString()} delivered, {failed.toLocaleString()} failed
        {skipped > 0 && `, ${skipped.toLocaleString()} skipped since they have changed`}
        {state !== "done" && `, ${left.toLocaleString()} ${state === "running" ? "to go" : "not sent"}`} of{" "}
        {total.toLocaleString()}
      </p>
    </div>
  );
}

function Cancel({ replay }: { replay: Replay }) {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const toast = useToast();
  const cancel = useMutation({
    mutationFn: () => client.replays.cancel(replay),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.replays(replay.id_space) }),
    onError: (error) => toast(faultWords(error), "bad"),
  });
  return (
    <Button isSmall kind="danger" isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
      Cancel
    </Button>
  );
}
