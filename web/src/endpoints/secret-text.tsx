import { useState } from "react";
import { IconButton } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";

/** A secret: hidden until somebody asks for it, and copied without being shown. */
export function SecretText({ secret, label }: { secret: string; label: string }) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex items-center gap-1 rounded-md border border-line bg-sunken py-1 ps-3 pe-1">
      <code className="min-w-0 grow font-mono text-sm break-all">
        {isShown ? secret : `${secret.slice(0, secret.indexOf("_") + 1)}${"•".repeat(14)}`}
      </code>
      <IconButton
        isSmall
        label={isShown ? `Hide the ${label}` : `Show the ${label}`}
        icon={isShown ? "eyeOff" : "eye"}
        onClick={() => setShown(!isShown)}
      />
      <CopyButton text={secret} label={`Copy the ${label}`} />
    </div>
  );
}
