import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Checkbox } from "../ui/field.tsx";
import { Fault } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";

/** Makes a link into the page for somebody of one space: it works once, and what it gives ends by itself. */
export function LinkForCustomer({ idSpace, onClose }: { idSpace: string; onClose: () => void }) {
  const { client } = useSignedIn();
  const [isReadOnly, setReadOnly] = useState(false);
  const create = useMutation({
    mutationFn: () => client.portal.create({ id_space: idSpace, is_read_only: isReadOnly }),
    gcTime: 0,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate();
  }

  return (
    <Dialog
      title="A link into the page"
      onClose={onClose}
      actions={
        create.data ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <Button kind="primary" type="submit" form="make-link" isBusy={create.isPending}>
            Make the link
          </Button>
        )
      }
    >
      <form id="make-link" onSubmit={submit} className="grid gap-4">
        <p className="text-sm text-ink-muted">
          For somebody of space <span className="font-mono text-xs break-all">{idSpace}</span>. It opens this space
          only, works once, and lets them stay for an hour.
        </p>
        {create.data ? (
          <>
            <CodeBlock code={create.data.url} label="link" />
            <p className="text-xs text-ink-muted">
              Shown this once. It ends <Time at={create.data.expires_at} />.
            </p>
          </>
        ) : (
          <Checkbox
            label="They may look, not change"
            checked={isReadOnly}
            onChange={({ target }) => setReadOnly(target.checked)}
          />
        )}
        <Fault error={create.error} />
      </form>
    </Dialog>
  );
}
