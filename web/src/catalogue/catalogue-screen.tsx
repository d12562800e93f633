import type { EventType } from "@posthorn/sdk";
import { useState } from "react";
import { Link } from "wouter";
import { useEventTypes } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { groupsOf } from "../data/subscription.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { State } from "../ui/states.tsx";
import { Words } from "../ui/words.tsx";
import { EventTypeMarks } from "./event-type-marks.tsx";

/** All that can happen, in groups. */
export default function CatalogueScreen() {
  const types = useEventTypes();
  const [search, setSearch] = useState("");
  return (
    <>
      <PageHeader title="Catalogue">
        <p className="text-sm text-ink-muted">The events that an endpoint can get, and what is in them.</p>
      </PageHeader>
      <Loaded query={types} count={8} inCard>
        {(data) => (
          <>
            <SearchInput
              label="Search name, meaning, key"
              className="mb-4 w-full sm:max-w-80"
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
            <Groups types={data} search={search} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Groups({ types, search }: { types: readonly EventType[]; search: string }) {
  const shown = types.filter((type) => has(type, search.trim().toLowerCase()));
  if (shown.length === 0) {
    return (
      <Card>
        <State icon="search" title="No event fits">
          None has “{search}” in its name, its description or its keys.
        </State>
      </Card>
    );
  }
  return (
    <div className="grid gap-6">
      {groupsOf(shown).map(({ group, types: inGroup }) => (
        <section key={group} className="grid gap-2">
          <h2 className="text-base font-semibold">
            <bdi>{group}</bdi> <span className="numeric font-normal text-ink-muted">{inGroup.length}</span>
          </h2>
          <Card>
            <ul>
              {inGroup.map((type) => (
                <Row key={type.name} type={type} />
              ))}
            </ul>
          </Card>
        </section>
      ))}
    </div>
  );
}

function Row({ type }: { type: EventType }) {
  const { to } = useSpace();
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover">
      <Link
        href={to(`/catalogue/${type.name}`)}
        className="w-full font-mono text-sm break-all after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent sm:w-60"
      >
        {type.name}
      </Link>
      <span className="min-w-0 grow basis-60 text-sm text-ink-muted wrap-anywhere">
        <Words text={type.description} />
      </span>
      <EventTypeMarks type={type} />
    </li>
  );
}

function has({ name, description, group, sample }: EventType, wanted: string): boolean {
  return [name, description, group, ...Object.keys(sample)].some((text) => text.toLowerCase().includes(wanted));
}
