import type { Endpoint } from "@posthorn/sdk";
import { useMutation } from "@tanstack/react-query";
import { asEventName, useEventTypes } from "../data/queries.ts";
import { takes } from "../data/subscription.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/page-header.tsx";
import { Fault } from "../ui/states.tsx";

/** Sends something to the inbox: a test, or a real event where that goes to nobody else. */
export function SendHere({ endpoint, others }: { endpoint: Endpoint; others: readonly Endpoint[] }) {
  const { client, me, isReadOnly } = useSignedIn();
  const types = useEventTypes();
  const type = types.data?.find(({ name }) => endpoint.events.some((pattern) => takes(pattern, name)));
  const isAlone = type && !others.some(({ events }) => events.some((pattern) => takes(pattern, type.name)));
  const test = useMutation({ mutationFn: (name: string) => client.endpoints.test(endpoint, asEventName(name)) });
  const send = useMutation({
    mutationFn: ({ name, sample }: { name: string; sample: object }) =>
      // The catalogue's samples are what its types say.
      client.send(asEventName(name), { id_space: endpoint.id_space, payload: sample as never }),
  });
  if (isReadOnly || type === undefined) return null;
  return (
    <Card className="grid gap-3 p-4">
      <h2 className="text-sm font-semibold">Send something</h2>
      <div className="flex flex-wrap gap-2">
        <Button icon="send" isBusy={test.isPending} onClick={() => test.mutate(type.name)}>
          Send a test
        </Button>
        {me.session === null && (
          <Button isBusy={send.isPending} disabled={!isAlone} onClick={() => send.mutate(type)}>
            Send a real event
          </Button>
        )}
      </div>
      <p className="text-xs text-ink-muted">
        A failed test never pauses the endpoint.{" "}
        {me.session === null &&
          (isAlone
            ? "A failed real event counts: let the inbox fail, send ten, and see the endpoint pause."
            : `A real ${type.name} would go to other endpoints as well, so it is not sent from here.`)}
      </p>
      <Fault error={test.error ?? send.error} />
    </Card>
  );
}
