import type { Endpoint } from "@posthorn/sdk";
import { Card } from "../ui/page-header.tsx";
import { TestSend } from "./test-send.tsx";

/** Tries an endpoint without waiting for something to happen. */
export default function TestTab({ endpoint }: { endpoint: Endpoint }) {
  return (
    <Card className="p-5">
      <h2 className="mb-1 font-semibold">Send a test</h2>
      <p className="mb-5 text-sm text-ink-muted">
        It goes out at once, also while the endpoint is paused, and is marked as one with{" "}
        <code className="font-mono text-xs">posthorn-trigger: test</code>. It counts for nothing.
      </p>
      <TestSend endpoint={endpoint} />
    </Card>
  );
}
