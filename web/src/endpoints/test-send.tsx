import type { Attempt, Endpoint, EventType, Json } from "@posthorn/sdk";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asEventName, useEventTypes } from "../data/queries.ts";
import { groupsOf, takes } from "../data/subscription.ts";
import { AttemptView } from "../deliveries/attempt-view.tsx";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Field, Select, TextArea } from "../ui/field.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Fault, State } from "../ui/states.tsx";

type Tested = Pick<Endpoint, "id" | "id_space" | "events">;

/** Sends a payload of an event type now, at first its sample, and shows what the receiver answered. */
export function TestSend({ endpoint }: { endpoint: Tested }) {
  const types = useEventTypes();
  return (
    <Loaded query={types} count={2}>
      {(all) => {
        const first = all.find(({ name }) => endpoint.events.some((pattern) => takes(pattern, name))) ?? all[0];
        if (first === undefined) return <p className="text-sm text-ink-muted">The catalogue is empty.</p>;
        return <TestForm endpoint={endpoint} types={all} first={first} />;
      }}
    </Loaded>
  );
}

interface TestFormProps {
  endpoint: Tested;
  types: readonly EventType[];
  first: EventType;
}

function TestForm({ endpoint, types, first }: TestFormProps) {
  const { client } = useSignedIn();
  const [type, setType] = useState(first);
  const [text, setText] = useState(() => sampleText(first));
  const payload = parsePayload(text);
  const isSample = text === sampleText(type);
  const send = useMutation({
    mutationFn: (own: { [key: string]: Json }): Promise<Attempt> =>
      client.endpoints.test(endpoint, asEventName(type.name), isSample ? {} : { payload: own }),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (payload !== null) send.mutate(payload);
  }

  function choose(name: string): void {
    const next = types.find((each) => each.name === name);
    if (next === undefined) return;
    setType(next);
    setText(sampleText(next));
  }

  return (
    <div className="@container">
      <div className="grid items-start gap-5 @4xl:grid-cols-2">
        <form className="grid min-w-0 gap-4" onSubmit={submit}>
          <div className="flex flex-wrap items-end gap-2">
            <div className="min-w-48 grow sm:max-w-80">
              <Field label="Event">
                <Select className="w-full" value={type.name} onChange={({ target }) => choose(target.value)}>
                  {groupsOf(types).map(({ group, types: inGroup }) => (
                    <optgroup key={group} label={group}>
                      {inGroup.map(({ name }) => (
                        <option key={name}>{name}</option>
                      ))}
                    </optgroup>
                  ))}
                </Select>
              </Field>
            </div>
            <Button type="submit" kind="primary" icon="send" isBusy={send.isPending}>
              Send a test
            </Button>
            {!isSample && (
              <Button kind="quiet" onClick={() => setText(sampleText(type))}>
                Back to the sample
              </Button>
            )}
          </div>
          <Field
            label="Payload"
            hint={`${type.description} This is its sample: change what you like.`}
            error={payload === null ? "This is not a JSON object." : undefined}
          >
            <TextArea
              className="font-mono text-xs leading-5"
              rows={Math.min(24, Math.max(6, text.split("\n").length))}
              spellCheck={false}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          </Field>
          <Fault error={send.error} />
        </form>
        <div role="status" className="min-w-0">
          {send.data ? (
            <AttemptView key={send.data.id} attempt={send.data} isOpen />
          ) : (
            <div className="hidden rounded-md border border-dashed border-line-strong @4xl:block">
              <State icon="send" title="Nothing sent yet">
                The request, the answer and how long it took show up here.
              </State>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

function sampleText({ sample }: EventType): string {
  return JSON.stringify(sample, null, 2);
}

/** Null: it is no JSON object. */
function parsePayload(text: string): { [key: string]: Json } | null {
  try {
    const value: Json = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
