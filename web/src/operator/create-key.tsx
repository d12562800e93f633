import type { CreatedKey } from "@posthorn/sdk";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Select, TextInput } from "../ui/field.tsx";
import { Fault } from "../ui/states.tsx";

export function CreateKey({ onClose, onCreated }: { onClose: () => void; onCreated: (key: CreatedKey) => void }) {
  const { client } = useSignedIn();
  const [description, setDescription] = useState("");
  const [scope, setScope] = useState("space");
  const [idSpace, setIdSpace] = useState("");
  const create = useMutation({
    mutationFn: () =>
      client.keys.create({ description: description.trim(), id_space: scope === "space" ? idSpace.trim() : null }),
    gcTime: 0,
    onSuccess: onCreated,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate();
  }

  return (
    <Dialog
      title="Create a key"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="create-key" isBusy={create.isPending}>
            Create key
          </Button>
        </>
      }
    >
      <form id="create-key" onSubmit={submit} className="grid gap-4">
        <Field label="Description" hint="Who or what uses it.">
          <TextInput maxLength={500} value={description} onChange={({ target }) => setDescription(target.value)} />
        </Field>
        <Field label="It may use">
          <Select value={scope} onChange={({ target }) => setScope(target.value)}>
            <option value="space">One space</option>
            <option value="operator">Everything, as an operator</option>
          </Select>
        </Field>
        {scope === "space" && (
          <Field label="Space" hint="Its id, a uuid.">
            <TextInput
              isMono
              required
              autoComplete="off"
              spellCheck={false}
              placeholder="eb8edc65-129a-4cb6-abbe-6bf8979c0658"
              value={idSpace}
              onChange={({ target }) => setIdSpace(target.value)}
            />
          </Field>
        )}
        <Fault error={create.error} />
      </form>
    </Dialog>
  );
}
