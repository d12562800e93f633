import { Button } from "./button.tsx";

interface ShowOlderProps {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };
  label?: string;
}

/** Below a list that goes on. */
export function ShowOlder({ list, label = "Show older" }: ShowOlderProps) {
  if (!list.hasNextPage) return null;
  return (
    <div className="mt-3 grid justify-items-center">
      <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}
