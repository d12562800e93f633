import type { CreatedKey } from "@posthorn/sdk";
import { SecretText } from "../endpoints/secret-text.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/page-header.tsx";

/** A key just made. Its text is never shown again. */
export function NewKeyCard({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  return (
    <Card className="mb-4 grid gap-3 p-5">
      <h2 className="font-semibold">The key is made. Copy it now: it is shown this once.</h2>
      <SecretText secret={created.key} label="key" />
      <div>
        <Button onClick={onClose}>I have it</Button>
      </div>
    </Card>
  );
}
