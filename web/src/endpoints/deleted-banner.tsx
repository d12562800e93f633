import type { Endpoint } from "@posthorn/sdk";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";

/** Over an endpoint that somebody has deleted while it was on the screen. */
export function DeletedBanner({ endpoint }: { endpoint: Endpoint }) {
  const { to } = useSpace();
  const { isReadOnly } = useSignedIn();
  return (
    <section
      aria-label="Deleted"
      className="mb-5 flex flex-wrap items-center gap-x-6 gap-y-3 rounded-lg border border-line bg-warn-soft px-4 py-3.5 sm:px-5"
    >
      <div className="flex min-w-0 grow basis-80 gap-3">
        <Icon name="trash" className="mt-0.5 text-warn" />
        <div className="grid gap-0.5">
          <h2 className="font-semibold">This endpoint was deleted, perhaps in another tab</h2>
          <p className="text-sm">
            Nothing is sent to it any more, and nothing here can be saved. What you have typed is still here to copy.
          </p>
        </div>
      </div>
      {!isReadOnly && (
        <ButtonLink to={`${to("/endpoints/new")}?${new URLSearchParams({ url: endpoint.url })}`} icon="add">
          Add it again
        </ButtonLink>
      )}
    </section>
  );
}
