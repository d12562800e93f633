import { useQueryClient } from "@tanstack/react-query";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { useSignedIn } from "./use-session.ts";

/** Over a page whose key is not in force any more. The page below keeps what was typed. */
export default function SessionOverDialog() {
  const { me } = useSignedIn();
  const queries = useQueryClient();
  const back = me.session?.back_to;
  return (
    <Dialog title="Your session is over" isFirm onClose={() => {}}>
      <p className="mb-4 text-sm text-ink-muted">
        {me.session === null ? "The key was revoked." : "Sessions end after a while, or are revoked."} Sign in again to
        go on: what you have typed is still here.
      </p>
      {back && (
        <p className="mb-4 text-sm">
          <a
            href={back.url}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1.5 text-accent underline underline-offset-2"
          >
            Get a fresh link: {back.label} <Icon name="external" size={14} />
          </a>
        </p>
      )}
      <SignInForm onDone={() => void queries.invalidateQueries()} />
    </Dialog>
  );
}
