import type { CreatedKey, Key } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCursorList } from "../data/cursor-list.ts";
import { rowsOf } from "../data/live-rows.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { BackToNewest, ShowOlder } from "../ui/show-older.tsx";
import { Fault, State } from "../ui/states.tsx";
import { Badge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { CreateKey } from "./create-key.tsx";
import { NewKeyCard } from "./new-key-card.tsx";

const KEYS = ["keys"] as const;

/** The keys of the HTTP API: made here, shown once, revoked here. */
export default function KeysScreen() {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const keys = useCursorList(KEYS, (page, options) => client.keys.list(page, options));
  const rows = rowsOf<Key>(keys.query.data);
  return (
    <>
      <PageHeader
        title="Keys"
        actions={
          <Button kind="primary" icon="add" onClick={() => setCreating(true)}>
            Create key
          </Button>
        }
      >
        <p className="text-sm text-ink-muted">What programs sign in with: for all of Posthorn, or for one space.</p>
      </PageHeader>
      {created && <NewKeyCard created={created} onClose={() => setCreated(null)} />}
      <BackToNewest list={keys} />
      <Card>
        <Loaded query={keys.query}>
          {() =>
            rows.length === 0 ? (
              <State icon="key" title="No keys yet">
                A key that stands in the settings (POSTHORN_OPERATOR_KEY) is not listed.
              </State>
            ) : (
              <ul aria-label="Keys">
                {rows.map((key) => (
                  <KeyRow key={key.id} apiKey={key} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
      <ShowOlder list={keys} />
      {isCreating && (
        <CreateKey
          onClose={() => setCreating(false)}
          onCreated={(key) => {
            setCreated(key);
            setCreating(false);
            void queries.invalidateQueries({ queryKey: KEYS });
          }}
        />
      )}
    </>
  );
}

function KeyRow({ apiKey }: { apiKey: Key }) {
  const [isAsking, setAsking] = useState(false);
  const { description, id, id_space, created_at, last_used_at, revoked_at } = apiKey;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line px-4 py-3 last:border-0">
      <div className="min-w-0 grow basis-full lg:basis-0">
        <p className="truncate text-sm font-medium">
          <bdi>{description || "No description"}</bdi>
        </p>
        <p className="truncate font-mono text-xs text-ink-muted">
          {id_space === null ? id : `${id} · space ${id_space}`}
        </p>
      </div>
      {revoked_at === null ? (
        <Badge tone={id_space === null ? "warn" : "accent"}>{id_space === null ? "Operator" : "One space"}</Badge>
      ) : (
        <Badge tone="quiet" icon="slash">
          Revoked
        </Badge>
      )}
      <span className="text-xs text-ink-muted lg:w-36 lg:text-end">
        {last_used_at === null ? (
          "never used"
        ) : (
          <>
            used <Time at={last_used_at} />
          </>
        )}
      </span>
      <span className="text-xs text-ink-muted lg:w-36 lg:text-end">
        {revoked_at === null && "created "}
        <Time at={revoked_at ?? created_at} />
      </span>
      <span className="max-lg:ms-auto lg:w-17 lg:text-end">
        {revoked_at === null && (
          <Button isSmall kind="danger" onClick={() => setAsking(true)}>
            Revoke
          </Button>
        )}
      </span>
      {isAsking && <Revoke apiKey={apiKey} onClose={() => setAsking(false)} />}
    </li>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => client.keys.revoke(apiKey.id),
    onSuccess: () => {
      onClose();
      void queries.invalidateQueries({ queryKey: KEYS });
    },
  });
  return (
    <Dialog
      title={`Revoke “${apiKey.description || apiKey.id}”?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" icon="slash" isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke
          </Button>
        </>
      }
    >
      <div className="grid gap-3 text-sm text-ink-muted">
        <p>Whoever uses it is refused within seconds. It cannot be brought back.</p>
        <Fault error={revoke.error} />
      </div>
    </Dialog>
  );
}
