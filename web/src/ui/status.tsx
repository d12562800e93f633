import type { DeliveryStatus, Endpoint } from "@posthorn/sdk";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

type Tone = "good" | "bad" | "warn" | "quiet" | "accent";

const TONES: Record<Tone, string> = {
  good: "bg-good-soft text-good",
  bad: "bg-bad-soft text-bad",
  warn: "bg-warn-soft text-warn",
  quiet: "bg-quiet-soft text-ink-muted",
  accent: "bg-accent-soft text-accent",
};

/** A word on a coloured ground. The picture and the word say all of it: the colour only helps. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span
      className={`inline-flex h-5.5 items-center gap-1 whitespace-nowrap rounded-full px-2 text-xs font-medium ${TONES[tone]}`}
    >
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

interface Look {
  tone: Tone;
  icon: IconName;
  word: string;
}

export const DELIVERY_LOOKS: Record<DeliveryStatus, Look> = {
  pending: { tone: "accent", icon: "clock", word: "Pending" },
  held: { tone: "warn", icon: "pause", word: "Held" },
  delivered: { tone: "good", icon: "check", word: "Delivered" },
  failed: { tone: "bad", icon: "cross", word: "Failed" },
  discarded: { tone: "quiet", icon: "slash", word: "Discarded" },
};

export function DeliveryBadge({ status }: { status: DeliveryStatus }) {
  const { tone, icon, word } = DELIVERY_LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** How an endpoint is, in one word: between active and paused there is `Failing`. */
export function endpointLook({ status, consecutive_failures }: Endpoint): Look {
  if (status === "paused") return { tone: "warn", icon: "pause", word: "Paused" };
  if (consecutive_failures > 0) return { tone: "bad", icon: "alert", word: "Failing" };
  return { tone: "good", icon: "check", word: "Active" };
}

export function EndpointBadge({ endpoint }: { endpoint: Endpoint }) {
  const { tone, icon, word } = endpointLook(endpoint);
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
