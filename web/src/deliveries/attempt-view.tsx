import type { Attempt, Body } from "@posthorn/sdk";
import { CopyButton } from "../ui/copy-button.tsx";
import { HeaderList } from "../ui/header-list.tsx";
import { Icon } from "../ui/icon.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { ResponseStatus } from "../ui/response-status.tsx";
import { sentence } from "../ui/sentence.ts";
import { Time } from "../ui/time.tsx";
import { adviceFor } from "./advice.ts";
import { toCurl } from "./curl.ts";
import { milliseconds, TimingBar } from "./timing-bar.tsx";

const TRIGGERS: Record<Attempt["trigger"], string> = {
  event: "First attempt",
  takeover: "Sent again after a node died",
  replay: "Replay by hand",
  test: "Test",
};

/** One attempt: what was sent, what came back, where the time went, and what to do about it. */
export function AttemptView({ attempt, isOpen = false }: { attempt: Attempt; isOpen?: boolean }) {
  const { error, response, trigger, started_at, duration_ms } = attempt;
  return (
    <details open={isOpen} className="group rounded-md border border-line bg-surface">
      <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md px-3 py-2.5 text-sm hover:bg-hover">
        <Icon
          name={error === null ? "check" : "cross"}
          size={14}
          className={error === null ? "text-good" : "text-bad"}
        />
        <span className="font-medium">{TRIGGERS[trigger]}</span>
        <ResponseStatus status={response?.status ?? null} code={error?.code ?? null} />
        <span className="numeric ms-auto text-xs text-ink-muted">{milliseconds(duration_ms)}</span>
        <span className="text-xs text-ink-muted">
          <Time at={started_at} style="local" />
        </span>
        <Icon name="chevronDown" size={12} className="text-ink-faint transition-transform group-open:rotate-180" />
      </summary>
      <div className="grid gap-4 border-t border-line p-3">
        {error && <WhatWentWrong error={error} status={response?.status ?? null} />}
        <TimingBar attempt={attempt} />
        <Request attempt={attempt} />
        <Answer attempt={attempt} />
      </div>
    </details>
  );
}

function WhatWentWrong({ error, status }: { error: NonNullable<Attempt["error"]>; status: number | null }) {
  const advice = adviceFor(error.code, status);
  return (
    <div className="rounded-md bg-bad-soft px-3 py-2.5 text-sm">
      <p className="font-medium text-bad wrap-anywhere">{sentence(error.detail)}</p>
      {advice && <p className="mt-1 text-ink">{advice}</p>}
    </div>
  );
}

function Request({ attempt: { request, remote_address } }: { attempt: Attempt }) {
  return (
    <Part
      title="Request"
      aside={
        <CopyButton text={() => toCurl(request)} label="Copy the request as a curl command">
          Copy as curl
        </CopyButton>
      }
    >
      <p className="font-mono text-xs break-all">
        <span className="font-medium">POST</span> <bdi dir="ltr">{request.url}</bdi>
      </p>
      {remote_address && <p className="text-xs text-ink-muted">Connected to {remote_address}</p>}
      <HeaderList headers={request.headers} />
      <BodyView body={request} label="request body" />
    </Part>
  );
}

function Answer({ attempt: { response } }: { attempt: Attempt }) {
  if (response === null) {
    return (
      <Part title="Answer">
        <p className="text-sm text-ink-muted">None came.</p>
      </Part>
    );
  }
  return (
    <Part title="Answer">
      <p className="font-mono text-xs font-medium">HTTP {response.status}</p>
      <HeaderList headers={response.headers} />
      <BodyView body={response} label="answer's body" />
      {response.is_body_cut && (
        <p className="text-xs text-ink-muted">The answer was longer: only its beginning is kept.</p>
      )}
    </Part>
  );
}

function Part({ title, aside, children }: { title: string; aside?: React.ReactNode; children: React.ReactNode }) {
  return (
    <section className="grid gap-2">
      <div className="flex min-h-7 items-center justify-between gap-2">
        <h3 className="text-xs font-semibold text-ink-muted">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

function BodyView({ body, label }: { body: Body; label: string }) {
  if (body.encoding === "base64") {
    return (
      <>
        <p className="text-xs text-ink-muted">Not UTF-8 text: shown in base64.</p>
        <JsonView text={body.body} label={label} />
      </>
    );
  }
  if (body.body === "") return <p className="text-xs text-ink-faint">No body</p>;
  return <JsonView text={body.body} label={label} />;
}
