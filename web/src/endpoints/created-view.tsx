import type { CreatedEndpoint } from "@posthorn/sdk";
import { useState } from "react";
import { useSpace } from "../data/space.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Icon } from "../ui/icon.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { UrlText } from "../ui/url-text.tsx";
import { SecretText } from "./secret-text.tsx";
import { SNIPPETS } from "./snippets.ts";
import { TestSend } from "./test-send.tsx";

/** An endpoint just added: what its receiver needs, in three steps. */
export function CreatedView({ endpoint }: { endpoint: CreatedEndpoint }) {
  const { to } = useSpace();
  const screen = to(`/endpoints/${endpoint.id}`);
  return (
    <div className="grid max-w-3xl gap-4">
      <PageHeader
        title="Endpoint added"
        back={{ to: to("/endpoints"), label: "Endpoints" }}
        actions={<ButtonLink to={screen}>Go to the endpoint</ButtonLink>}
      >
        <div className="mt-1.5 flex min-w-0 items-center gap-2">
          <Icon name="check" className="text-good" />
          <UrlText url={endpoint.url} />
        </div>
      </PageHeader>
      <Step number={1} title="Give your receiver the signing secret">
        <p className="text-sm text-ink-muted">
          Each request is signed with it (Standard Webhooks). You can look it up later in the endpoint's settings.
        </p>
        <SecretText secret={endpoint.signing_secret} label="signing secret" />
        {endpoint.is_secret_in_body && (
          <details className="group text-sm">
            <summary className="inline-flex items-center gap-1.5 rounded-sm text-ink-muted hover:text-ink">
              <Icon name="chevronRight" size={12} className="transition-transform group-open:rotate-90" />
              The secret in the body
            </summary>
            <p className="my-2 text-ink-muted">
              For receivers that compare the key <code className="font-mono text-xs">secret</code> of the body. It
              travels in every request, so it proves less than the signature.
            </p>
            <SecretText secret={endpoint.secret} label="body secret" />
          </details>
        )}
      </Step>
      <Step number={2} title="Verify what arrives">
        <Snippets />
      </Step>
      <Step number={3} title="Send a test">
        <p className="text-sm text-ink-muted">A failed test never pauses the endpoint.</p>
        <TestSend endpoint={endpoint} />
      </Step>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <Card className="p-5">
      <h2 className="mb-3 flex items-center gap-2.5 font-semibold">
        <span className="grid size-6 place-items-center rounded-full bg-quiet-soft text-xs text-ink-muted">
          {number}
        </span>
        {title}
      </h2>
      <div className="grid gap-3">{children}</div>
    </Card>
  );
}

function Snippets() {
  const [name, setName] = useState(SNIPPETS[0]?.name);
  const snippet = SNIPPETS.find((each) => each.name === name);
  return (
    <>
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Framework</legend>
        {SNIPPETS.map((each) => (
          <Button
            key={each.name}
            isSmall
            kind={each.name === name ? "plain" : "quiet"}
            aria-pressed={each.name === name}
            onClick={() => setName(each.name)}
          >
            {each.name}
          </Button>
        ))}
      </fieldset>
      {snippet && <CodeBlock code={snippet.code} label={`${snippet.name} receiver`} />}
    </>
  );
}
