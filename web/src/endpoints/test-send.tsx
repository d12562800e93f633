import type { Attempt, Endpoint } from "@posthorn/sdk";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { asEventName, useEventTypes } from "../data/queries.ts";
import { AttemptView } from "../deliveries/attempt-view.tsx";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Field, Select } from "../ui/field.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Failed, Fault, LoadingRows } from "../ui/states.tsx";
import { groupsOf, takes } from "./subscription.ts";

/** Sends an event type's sample now, and shows what the receiver answered. */
export function TestSend({ endpoint }: { endpoint: Pick<Endpoint, "id" | "id_space" | "events"> }) {
  const { client, isReadOnly } = useSignedIn();
  const types = useEventTypes();
  const [chosen, setChosen] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (name: string): Promise<Attempt> => client.endpoints.test(endpoint, asEventName(name)),
  });
  if (types.isPending) return <LoadingRows count={2} />;
  if (types.isError) return <Failed error={types.error} onRetry={() => void types.refetch()} />;
  const wanted = types.data.find(({ name }) => endpoint.events.some((pattern) => takes(pattern, name)));
  const type = types.data.find(({ name }) => name === chosen) ?? wanted ?? types.data[0];
  if (type === undefined) return <p className="text-sm text-ink-muted">The catalogue is empty.</p>;
  return (
    <div className="grid gap-4">
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate(type.name);
        }}
      >
        <div className="min-w-48 grow sm:max-w-80">
          <Field label="Event">
            <Select className="w-full" value={type.name} onChange={(event) => setChosen(event.target.value)}>
              {groupsOf(types.data).map(({ group, types: inGroup }) => (
                <optgroup key={group} label={group}>
                  {inGroup.map(({ name }) => (
                    <option key={name}>{name}</option>
                  ))}
                </optgroup>
              ))}
            </Select>
          </Field>
        </div>
        <Button type="submit" kind="primary" icon="send" isBusy={send.isPending} disabled={isReadOnly}>
          Send a test
        </Button>
      </form>
      <details className="group text-sm">
        <summary className="inline-flex items-center gap-1.5 rounded-sm text-ink-muted hover:text-ink">
          What is sent
        </summary>
        <div className="mt-2">
          <JsonView text={JSON.stringify(type.sample)} label="sample" />
        </div>
      </details>
      <Fault error={send.error} />
      {send.data && <AttemptView attempt={send.data} isOpen />}
    </div>
  );
}
