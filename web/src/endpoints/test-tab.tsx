import type { Endpoint } from "@posthorn/sdk";
import { Card } from "../ui/page-header.tsx";
import { TestSend } from "./test-send.tsx";

/** Tries an endpoint without waiting for something to happen. */
export default function TestTab({ endpoint }: { endpoint: Endpoint }) {
  return (
    <div className="grid gap-4">
      <p className="text-sm text-ink-muted">
        A test goes out at once, also while the endpoint is paused, and is marked as one with{" "}
        <code className="font-mono text-xs">posthorn-trigger: test</code>. It counts for nothing.
      </p>
      <Card className="p-5">
        <TestSend endpoint={endpoint} />
      </Card>
    </div>
  );
}
