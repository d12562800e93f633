import type { DeliveryDetail } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { SidePanel } from "../ui/side-panel.tsx";
import { faultWords } from "../ui/states.tsx";
import { DeliveryBadge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { AttemptView } from "./attempt-view.tsx";
import { useDelivery } from "./delivery-queries.ts";

/** One delivery with all that was tried, beside the list it was chosen from. */
export function DeliveryPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const delivery = useDelivery(id);
  return (
    <SidePanel title="Delivery" onClose={onClose}>
      <Loaded query={delivery} count={3}>
        {(data) => <Detail delivery={data} />}
      </Loaded>
    </SidePanel>
  );
}

function Detail({ delivery }: { delivery: DeliveryDetail }) {
  const { to } = useSpace();
  const { isReadOnly } = useSignedIn();
  const attempts = delivery.attempts.toReversed();
  const older = delivery.attempt_count - attempts.length;
  return (
    <div className="grid gap-4 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <DeliveryBadge status={delivery.status} />
        <span className="font-mono text-sm font-medium break-all">{delivery.event}</span>
        {!isReadOnly && (
          <span className="ms-auto">
            <Replay delivery={delivery} />
          </span>
        )}
      </div>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] items-center gap-x-4 text-sm">
        <Row name="Event">
          <Link
            href={to(`/events/${delivery.id_event}`)}
            className="font-mono text-xs break-all text-accent underline-offset-2 hover:underline"
          >
            {delivery.id_event}
          </Link>
          <CopyButton text={delivery.id_event} label="Copy the event's id" />
        </Row>
        <Row name="Delivery">
          <span className="font-mono text-xs break-all">{delivery.id}</span>
          <CopyButton text={delivery.id} label="Copy the delivery's id" />
        </Row>
        <Row name="Accepted">
          <span className="min-w-0">
            <Time at={delivery.created_at} style="full" />
            {delivery.ended_at && (
              <span className="text-ink-muted">
                {" "}
                · ended <Time at={delivery.ended_at} style="local" />
              </span>
            )}
          </span>
        </Row>
      </dl>
      <section className="grid gap-2">
        <h3 className="text-sm font-semibold">{attempts.length === 1 ? "Attempt" : "Attempts"}</h3>
        {attempts.length === 0 && <p className="text-sm text-ink-muted">{WAITING[delivery.status]}</p>}
        {attempts.map((attempt, index) => (
          <AttemptView key={attempt.id} attempt={attempt} isOpen={index === 0} />
        ))}
        {older > 0 && <p className="text-xs text-ink-muted">{older.toLocaleString()} older attempts are not shown.</p>}
      </section>
    </div>
  );
}

const WAITING: Record<DeliveryDetail["status"], string> = {
  pending: "It waits for its turn, which comes within moments.",
  held: "Its endpoint is paused. It is sent when the endpoint resumes.",
  discarded: "It was given up before it was sent. A replay sends it all the same.",
  delivered: "Nothing is kept of its attempts.",
  failed: "Nothing is kept of its attempts.",
};

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="flex min-h-7 min-w-0 items-center gap-1">{children}</dd>
    </>
  );
}

function Replay({ delivery }: { delivery: DeliveryDetail }) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  const queries = useQueryClient();
  const toast = useToast();
  const replay = useMutation({
    mutationFn: () => client.deliveries.replay(delivery),
    onSuccess: ({ error }) => {
      toast(error === null ? "Delivered." : `The replay failed: ${error.detail}`, error === null ? "good" : "bad");
      void queries.invalidateQueries({ queryKey: keys.delivery(idSpace, delivery.id) });
      void queries.invalidateQueries({ queryKey: ["space", idSpace, "deliveries"] });
    },
    onError: (error) => toast(faultWords(error), "bad"),
  });
  return (
    <Button isSmall icon="refresh" isBusy={replay.isPending} onClick={() => replay.mutate()}>
      Replay
    </Button>
  );
}
