import { type EventType, typeSource } from "@posthorn/sdk";
import { useParams } from "wouter";
import { useEventTypes } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, LoadingScreen, PageHeader, Section } from "../ui/page-header.tsx";
import { State } from "../ui/states.tsx";
import { Words } from "../ui/words.tsx";
import { EventTypeMarks } from "./event-type-marks.tsx";
import { KeyTable } from "./key-table.tsx";

/** One event type: its words, its payload key by key, a sample, and its type to paste. */
export default function EventTypeScreen() {
  const { name = "" } = useParams<{ name: string }>();
  const { to } = useSpace();
  const types = useEventTypes();
  const back = { to: to("/catalogue"), label: "Catalogue" };
  const type = types.data?.find((each) => each.name === name);
  if (type !== undefined) return <Detail type={type} back={back} />;
  if (types.isPending) return <LoadingScreen back={back} count={3} />;
  return (
    <>
      <PageHeader title="Event type" back={back} />
      <Card>
        <Loaded query={types}>
          {() => (
            <State icon="search" title={<>There is no event type {name}</>}>
              It may have been taken out of the catalogue. Events of it that have been accepted are kept.
            </State>
          )}
        </Loaded>
      </Card>
    </>
  );
}

function Detail({ type, back }: { type: EventType; back: { to: string; label: string } }) {
  return (
    <>
      <PageHeader title={type.name} back={back}>
        <p className="mt-1 text-sm text-ink-muted wrap-anywhere">
          <Words text={type.description} />
          {type.stability === "provisional" && " The shape of its payload may still change."}
        </p>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <span className="text-xs text-ink-muted">
            <bdi>{type.group}</bdi>
          </span>
          <CopyButton text={type.name} label="Copy the event's name" />
          <EventTypeMarks type={type} />
        </div>
      </PageHeader>
      <div className="grid gap-6">
        <Section title="Payload">
          <KeyTable schema={type.schema} />
        </Section>
        <div className="grid gap-6 xl:grid-cols-2 xl:items-start">
          <Section title="Sample">
            <JsonView text={JSON.stringify(type.sample, null, 2)} label="sample" />
          </Section>
          <Section title="TypeScript">
            <CodeBlock code={typeSource(type)} label="TypeScript type" />
          </Section>
        </div>
        <Section title="JSON Schema">
          <JsonView text={JSON.stringify(type.schema, null, 2)} label="JSON Schema" />
        </Section>
      </div>
    </>
  );
}
