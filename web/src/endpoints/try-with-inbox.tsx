import { useMutation } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { faultWords } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";

/** Makes a test inbox and begins an endpoint with its URL. */
export function TryWithInbox() {
  const { client } = useSignedIn();
  const { to } = useSpace();
  const [, navigate] = useLocation();
  const toast = useToast();
  const create = useMutation({
    mutationFn: () => client.inbox.create(),
    onSuccess: ({ url }) => navigate(`${to("/endpoints/new")}?${new URLSearchParams({ url })}`),
    onError: (error) => toast(faultWords(error), "bad"),
  });
  return (
    <Button icon="inbox" isBusy={create.isPending} onClick={() => create.mutate()}>
      Try it with the test inbox
    </Button>
  );
}
