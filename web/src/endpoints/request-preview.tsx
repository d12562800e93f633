import { useEventTypes } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { takes } from "../data/subscription.ts";
import { useSignedIn } from "../session/use-session.ts";
import { JsonView } from "../ui/json-view.tsx";
import type { FormValues } from "./form-values.ts";

/** What a receiver gets by what stands in the form, as one request to read. */
export function RequestPreview({ form }: { form: FormValues }) {
  const { idSpace } = useSpace();
  const { me } = useSignedIn();
  const types = useEventTypes();
  const type = types.data?.find(({ name }) => form.events.some((pattern) => takes(pattern, name)));
  const own = form.headers.filter(({ name }) => name.trim() !== "");
  const headers: [string, string][] = [
    ["content-type", "application/json"],
    ["user-agent", `Posthorn/${me.node.version}`],
    ["webhook-id", "evt_…"],
    ["webhook-timestamp", String(Math.floor(Date.now() / 1000))],
    ["webhook-signature", "v1,…"],
    ["posthorn-event", type?.name ?? "…"],
    ...own.map(({ name, value }): [string, string] => [name.trim().toLowerCase(), value]),
  ];
  return (
    <section aria-label="What your receiver gets" className="grid min-w-0 gap-3">
      <h2 className="text-sm font-semibold">What your receiver gets</h2>
      {type === undefined ? (
        <p className="text-sm text-ink-muted">Choose an event to see a request.</p>
      ) : (
        <>
          <pre className="overflow-x-auto font-mono text-xs leading-5 whitespace-pre-wrap break-all text-ink-muted">
            <span className="text-ink">POST {pathOf(form.url)}</span>
            {headers.map(([name, value], index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines that are typed may be alike
              <span key={index} className="block">
                {name}: <bdi className="text-ink">{value}</bdi>
              </span>
            ))}
          </pre>
          <JsonView text={JSON.stringify(bodyOf(form, idSpace, type))} label="sample body" />
        </>
      )}
    </section>
  );
}

function bodyOf(form: FormValues, idSpace: string, { name, sample }: { name: string; sample: object }): object {
  const seed = { id_space: idSpace, event: name, secret: form.isSecretInBody ? "wh_…" : "", payload: sample };
  if (form.envelope === "seed") return seed;
  const occurredAt = new Date().toISOString();
  return { ...seed, id: "evt_…", occurred_at: occurredAt, changes: null, actor: null, correlation_id: null };
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return "/…";
  const { pathname, search } = new URL(url);
  return pathname + search;
}
