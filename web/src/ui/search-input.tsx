import type { ComponentProps } from "react";
import { CONTROL } from "./control.ts";
import { Icon } from "./icon.tsx";

/** Finds in a list as one types. */
export function SearchInput({ label, className = "", ...props }: ComponentProps<"input"> & { label: string }) {
  return (
    <span className={`relative inline-grid min-w-0 ${className}`}>
      <Icon name="search" size={14} className="pointer-events-none absolute start-2.5 top-2.5 text-ink-faint" />
      <input
        dir="auto"
        type="search"
        aria-label={label}
        placeholder={label}
        {...props}
        className={`${CONTROL} h-8.5 ps-8`}
      />
    </span>
  );
}
