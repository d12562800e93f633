import { CopyButton } from "./copy-button.tsx";

/** Code to copy. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <div className="absolute end-0 top-0 rounded-md bg-sunken p-1.5">
        <CopyButton text={code} label={`Copy the ${label}`} />
      </div>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="max-h-96 overflow-auto p-3 pe-10"
      >
        <pre className="font-mono text-xs leading-5">
          <code dir="ltr">{code}</code>
        </pre>
      </section>
    </div>
  );
}
