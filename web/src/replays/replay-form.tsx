import type { Endpoint, Replay, ReplayStatus } from "@posthorn/sdk";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Field, Select, TextInput } from "../ui/field.tsx";
import { Spinner } from "../ui/icon.tsx";
import { Fault } from "../ui/states.tsx";
import { useNow } from "../ui/time.tsx";
import { type RangeForm, rangeOf, SPANS, toLocalInput } from "./range.ts";

export const STATUS_WORDS: Record<ReplayStatus, string> = {
  failed: "Failed",
  held: "Held",
  discarded: "Discarded",
  delivered: "Delivered",
  all: "All but pending",
};

/** Picks deliveries, says how many they are, and starts sending them once more. */
export function ReplayForm({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const [form, setForm] = useState((): RangeForm => {
    const wanted = endpoints.find(({ id }) => id === params.get("endpoint")) ?? endpoints[0];
    return {
      idEndpoint: wanted?.id ?? "",
      status: "failed",
      span: "24h",
      since: toLocalInput(Date.now() - 86_400_000),
      until: "",
    };
  });
  const set = (part: Partial<RangeForm>) => setForm((before) => ({ ...before, ...part }));
  // A count is good for a minute: after that, what it stands for has moved on.
  const minute = Math.floor(useNow() / 60_000);
  const range = useMemo(() => rangeOf(form, Math.max(minute * 60_000, Date.now())), [form, minute]);
  const endpoint = { id_space: idSpace, id: form.idEndpoint };
  const preview = useQuery({
    queryKey: [...keys.replays(idSpace), "preview", form.idEndpoint, range],
    queryFn: ({ signal }) => client.replays.preview(endpoint, range ?? { since: "" }, { signal }),
    enabled: range !== null,
  });
  const start = useMutation({
    mutationFn: (): Promise<Replay> => client.replays.start(endpoint, range ?? { since: "" }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.replays(idSpace) }),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (range !== null) start.mutate();
  }

  const count = preview.data?.count;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Endpoint">
        <Select value={form.idEndpoint} onChange={({ target }) => set({ idEndpoint: target.value })}>
          {endpoints.map(({ id, url, description }) => (
            <option key={id} value={id}>
              {description === "" ? shortened(url) : `${shortened(description)} (${shortened(url)})`}
            </option>
          ))}
        </Select>
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Deliveries">
          <Select value={form.status} onChange={({ target }) => set({ status: statusOf(target.value) })}>
            {Object.entries(STATUS_WORDS).map(([status, words]) => (
              <option key={status} value={status}>
                {words}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Events accepted">
          <Select value={form.span} onChange={({ target }) => set({ span: spanOf(target.value) })}>
            {SPANS.map(({ span, label }) => (
              <option key={span} value={span}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        {form.span === "own" && (
          <>
            <Field label="From" error={range === null ? "It must lie before the end." : undefined}>
              <TextInput
                type="datetime-local"
                value={form.since}
                onChange={({ target }) => set({ since: target.value })}
              />
            </Field>
            <Field label="To" hint="Empty: until now.">
              <TextInput
                type="datetime-local"
                value={form.until}
                onChange={({ target }) => set({ until: target.value })}
              />
            </Field>
          </>
        )}
      </div>
      <Fault error={start.error ?? preview.error} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" icon="refresh" isBusy={start.isPending} disabled={!count}>
          {count === undefined
            ? "Replay"
            : `Replay ${count.toLocaleString()} ${count === 1 ? "delivery" : "deliveries"}`}
        </Button>
        <p role="status" className="flex items-center gap-1.5 text-sm text-ink-muted">
          {preview.isFetching ? (
            <>
              <Spinner size={12} /> Counting
            </>
          ) : (
            count === 0 && "There are none to replay."
          )}
        </p>
      </div>
    </form>
  );
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function statusOf(text: string): ReplayStatus {
  return (Object.keys(STATUS_WORDS) as ReplayStatus[]).find((status) => status === text) ?? "failed";
}

function spanOf(text: string): RangeForm["span"] {
  return SPANS.find(({ span }) => span === text)?.span ?? "24h";
}
