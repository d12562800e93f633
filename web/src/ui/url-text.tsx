/** A URL with what tells it apart, its host, in front of the eye. One line, however long it is; its title has all of it. */
export function UrlText({ url, isWhole = false }: { url: string; isWhole?: boolean }) {
  const [, scheme = "", host = url, rest = ""] = /^([a-z]+:\/\/)([^/?#]*)(.*)$/i.exec(url) ?? [];
  return (
    <bdi
      dir="ltr"
      title={url}
      className={`font-mono text-sm ${isWhole ? "block max-h-40 overflow-y-auto break-all" : "block truncate"}`}
    >
      <span className="text-ink-faint">{scheme}</span>
      <span className="font-medium">{host}</span>
      <span className="text-ink-muted">{rest}</span>
    </bdi>
  );
}
