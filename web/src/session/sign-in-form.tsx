import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field, TextInput } from "../ui/field.tsx";
import { Fault } from "../ui/states.tsx";
import { isRefused } from "./session.ts";
import { useSessionControl } from "./use-session.ts";

/** Takes a key of the API, or the link of a portal session. */
export function SignInForm({ onDone }: { onDone?: () => void }) {
  const session = useSessionControl();
  const [key, setKey] = useState("");
  const [error, setError] = useState<Error | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function signIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await session.signIn(key.trim());
      onDone?.();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      setBusy(false);
    }
  }

  const isWrong = error !== null && (isRefused(error) || error instanceof TypeError);
  return (
    <form onSubmit={(event) => void signIn(event)} className="grid gap-4">
      <Field
        label="Key or link"
        hint="An operator's key sees all spaces, a space's key or a link its own. It stays in this tab."
        error={isWrong ? "No such key is in force. Check that it was copied whole." : undefined}
      >
        <TextInput
          type="password"
          isMono
          autoComplete="off"
          spellCheck={false}
          required
          placeholder="phk_…"
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
      </Field>
      {!isWrong && <Fault error={error} />}
      <Button type="submit" kind="primary" isBusy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}
