import type { Space } from "@posthorn/sdk";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import { useCursorList } from "../data/cursor-list.ts";
import { keys } from "../data/keys.ts";
import { spaceOnScreen } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { BackToNewest, ShowOlder } from "../ui/show-older.tsx";
import { State } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { LinkForCustomer } from "./link-for-customer.tsx";
import { SpaceBadges } from "./overview-screen.tsx";

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The customers of the app, for its operator. */
export default function SpacesScreen() {
  const { client } = useSignedIn();
  const [params, setParams] = useSearchParams();
  const isFailing = params.get("show") === "failing";
  const search = params.get("search") ?? "";
  const filter = { ...(isFailing ? { is_failing: true } : {}), ...(search === "" ? {} : { search }) };
  const spaces = useCursorList(
    keys.spaces(filter),
    (page, options) => client.spaces.list({ ...filter, ...page }, options),
    {
      placeholderData: (before) => before,
    },
  );
  const rows = spaces.query.data?.pages.flatMap(({ data }) => data) ?? [];
  const set = (next: { show?: string; search?: string }) =>
    setParams(
      Object.entries({ show: isFailing ? "failing" : "", search, ...next }).filter(([, value]) => value !== ""),
      {
        replace: true,
      },
    );
  return (
    <>
      <PageHeader title="Spaces">
        <p className="text-sm text-ink-muted">
          Each customer of your app. A space is there from its first event or endpoint on.
        </p>
      </PageHeader>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <SearchInput
          label="Search by how the id begins"
          className="grow basis-56 sm:max-w-96"
          value={search}
          onChange={({ target }) => set({ search: target.value.trim() })}
        />
        <Button
          kind={isFailing ? "primary" : "plain"}
          aria-pressed={isFailing}
          icon="alert"
          onClick={() => set({ show: isFailing ? "" : "failing" })}
        >
          Only those in trouble
        </Button>
      </div>
      <BackToNewest list={spaces} />
      <Card>
        <Loaded query={spaces.query}>
          {() =>
            rows.length > 0 ? (
              <ul aria-label="Spaces">
                {rows.map((space) => (
                  <SpaceRow key={space.id_space} space={space} />
                ))}
              </ul>
            ) : isFailing || search !== "" ? (
              <State
                icon="search"
                title="No space fits"
                actions={
                  UUID.test(search) && (
                    <ButtonLink to={spaceOnScreen(search.toLowerCase()).to("/endpoints")}>
                      Open it all the same
                    </ButtonLink>
                  )
                }
              >
                {isFailing
                  ? "In none of them is an endpoint failing or paused."
                  : "None has an id that begins like this."}
              </State>
            ) : (
              <State icon="gauge" title="No spaces yet">
                Post an event or add an endpoint, and its space shows up here.
              </State>
            )
          }
        </Loaded>
      </Card>
      <ShowOlder list={spaces} label="Show more" />
    </>
  );
}

function SpaceRow({ space }: { space: Space }) {
  const [isLinking, setLinking] = useState(false);
  const { id_space, endpoint_count, created_at } = space;
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover">
      <Link
        href={spaceOnScreen(id_space).to("/endpoints")}
        className="min-w-0 grow font-mono text-sm break-all after:absolute after:inset-0"
      >
        {id_space}
      </Link>
      <SpaceBadges {...space} />
      <span className="numeric w-28 text-sm text-ink-muted">
        {endpoint_count} {endpoint_count === 1 ? "endpoint" : "endpoints"}
      </span>
      <span className="text-sm text-ink-muted sm:w-36 sm:text-end">
        created <Time at={created_at} />
      </span>
      <span className="relative">
        <Button isSmall icon="external" onClick={() => setLinking(true)}>
          Link for the customer
        </Button>
      </span>
      {isLinking && <LinkForCustomer idSpace={id_space} onClose={() => setLinking(false)} />}
    </li>
  );
}
