import { Icon } from "../ui/icon.tsx";
import { Logo } from "../ui/logo.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** What whoever is not signed in sees. `error`: why the link they came by did not work. */
export default function SignInScreen({ error }: { error: (Error & { code?: unknown }) | null }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-3">
          <Logo size={36} />
          <div>
            <h1 className="text-lg font-semibold">Posthorn</h1>
            <p className="text-sm text-ink-muted">Manage your webhook endpoints</p>
          </div>
        </div>
        {error !== null && (
          <p role="alert" className="mb-4 flex gap-2.5 rounded-md bg-warn-soft px-3 py-2.5 text-sm text-warn">
            <Icon name="alert" className="mt-0.5" />
            <span>{whyOut(error)}</span>
          </p>
        )}
        <div className="rounded-lg border border-line bg-surface p-5 shadow-raised">
          <SignInForm />
        </div>
        <p className="mt-4 text-xs text-ink-muted">
          You came here from an app? Go back to it and open this page from there again: it gives you a fresh link.
        </p>
      </div>
    </main>
  );
}

function whyOut({ code, message }: Error & { code?: unknown }): string {
  switch (code) {
    case "link_used":
      return "This link has been used already: each works once.";
    case "link_expired":
      return "This link has expired.";
    case "link_revoked":
      return "This link was revoked.";
    case "unauthorized":
    case "session_over":
      return "Your session is over.";
    case "network":
    case "timeout":
      return "Posthorn cannot be reached. Reload the page to try again.";
    default:
      return message;
  }
}
