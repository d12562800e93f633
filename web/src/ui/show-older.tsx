import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

interface ListProps {
  list: {
    query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };
    isCut: boolean;
    toNewest(): void;
  };
}

/** Below a list that goes on. */
export function ShowOlder({ list: { query }, label = "Show older" }: ListProps & { label?: string }) {
  if (!query.hasNextPage) return null;
  return (
    <div className="mt-3 grid justify-items-center">
      <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}

/** Above a list whose first rows have been put away for older ones. */
export function BackToNewest({ list: { isCut, toNewest } }: ListProps) {
  if (!isCut) return null;
  return (
    <p role="status" className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-ink-muted">
      <Icon name="clock" size={14} />
      Newer ones were put away to make room.
      <Button isSmall onClick={toNewest}>
        Back to the newest
      </Button>
    </p>
  );
}
