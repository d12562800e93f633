import type { Endpoint } from "@posthorn/sdk";
import { useSignedIn } from "../session/use-session.ts";
import { Card } from "../ui/page-header.tsx";
import { State } from "../ui/states.tsx";
import { TestSend } from "./test-send.tsx";

/** Tries an endpoint without waiting for something to happen. */
export default function TestTab({ endpoint }: { endpoint: Endpoint }) {
  const { isReadOnly } = useSignedIn();
  if (isReadOnly) {
    return (
      <Card>
        <State icon="eye" title="You may look, not change">
          A test sends a request to the endpoint. Whoever gave you the link to this page can send one.
        </State>
      </Card>
    );
  }
  return (
    <Card className="p-5">
      <h2 className="mb-1 font-semibold">Send a test</h2>
      <p className="mb-5 text-sm text-ink-muted">
        It goes out at once, also while the endpoint is paused, with the header{" "}
        <code className="font-mono text-xs">posthorn-trigger: test</code>. A failed test never pauses the endpoint.
      </p>
      <TestSend endpoint={endpoint} />
    </Card>
  );
}
