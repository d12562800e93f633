import type { EventType } from "@posthorn/sdk";
import { Badge } from "../ui/status.tsx";

/** Whether a type is the app's own, may still change, and is checked in a way of its own. */
export function EventTypeMarks({ type }: { type: EventType }) {
  return (
    <>
      {!type.is_built_in && <Badge tone="accent">Own</Badge>}
      {type.stability === "provisional" && <Badge tone="quiet">Provisional</Badge>}
      {type.validation !== null && <Badge tone="quiet">{VALIDATION_WORDS[type.validation]}</Badge>}
    </>
  );
}

const VALIDATION_WORDS: Record<NonNullable<EventType["validation"]>, string> = {
  off: "Not checked",
  warn: "Warns",
  strict: "Strict",
};
