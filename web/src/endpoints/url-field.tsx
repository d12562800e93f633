import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Field, TextInput } from "../ui/field.tsx";
import { Icon, Spinner } from "../ui/icon.tsx";

/** So long after the last key it was typed to the end, for now. */
const TYPED_MS = 350;

interface UrlFieldProps {
  url: string;
  onChange: (url: string) => void;
  error?: string | undefined;
}

/** The endpoint's URL. While it is typed, the guard says whether requests may go there, and why not. */
export function UrlField({ url, onChange, error }: UrlFieldProps) {
  const { me } = useSignedIn();
  const verdict = useVerdict(url.trim());
  const refused = verdict.data?.is_allowed === false ? verdict.data.detail : undefined;
  return (
    <Field
      label="URL"
      error={error ?? refused}
      hint={<UrlHint verdict={verdict} isHttpAllowed={me.node.is_http_allowed} />}
    >
      <TextInput
        type="url"
        inputMode="url"
        isMono
        autoComplete="off"
        spellCheck={false}
        maxLength={2048}
        placeholder="https://example.com/webhooks"
        value={url}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

function UrlHint({ verdict, isHttpAllowed }: { verdict: ReturnType<typeof useVerdict>; isHttpAllowed: boolean }) {
  if (verdict.isFetching) {
    return (
      <span className="inline-flex items-center gap-1.5">
        <Spinner size={12} /> Checking
      </span>
    );
  }
  if (verdict.data?.is_allowed) {
    return (
      <span className="inline-flex items-start gap-1.5 text-good">
        <Icon name="check" size={14} className="mt-0.5" /> <span className="wrap-anywhere">{verdict.data.detail}</span>
      </span>
    );
  }
  return isHttpAllowed
    ? "It gets a POST for each event."
    : "It gets a POST for each event. It must begin with https://";
}

/** What the guard says to a URL that has not changed for a moment. */
function useVerdict(url: string) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  const [typed, setTyped] = useState(url);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(url), TYPED_MS);
    return () => clearTimeout(timer);
  }, [url]);
  return useQuery({
    queryKey: ["check-url", idSpace, typed],
    queryFn: ({ signal }) => client.endpoints.checkUrl({ id_space: idSpace, url: typed }, { signal }),
    // A name without its end is no mistake yet.
    enabled: typed === url && /^https?:\/\/[^/]+\.|^https?:\/\/[^/]+\/|^(?!https?:)[^/]{3,}/i.test(typed),
  });
}
