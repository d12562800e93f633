import type { Theme } from "@posthorn/sdk";
import { useEffect, useState } from "react";

export type ThemeMode = "auto" | "light" | "dark";

const MODES: readonly ThemeMode[] = ["auto", "light", "dark"];
/** Nothing secret, so it may outlive the tab. */
const STORAGE_KEY = "posthorn.theme";

/** Light, dark, or as the system says, which the styles do by themselves. */
export function applyThemeMode(mode: ThemeMode): void {
  const { dataset } = document.documentElement;
  if (mode === "auto") delete dataset["theme"];
  else dataset["theme"] = mode;
}

/** What was chosen in this browser. Null: nothing yet. */
export function storedThemeMode(): ThemeMode | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return MODES.find((mode) => mode === stored) ?? null;
  } catch {
    return null;
  }
}

/** The theme in force and the way to change it. What the viewer chose comes before what the session wants. */
export function useThemeMode(wanted: ThemeMode = "auto"): [ThemeMode, (mode: ThemeMode) => void] {
  const [mode, setMode] = useState<ThemeMode>(() => storedThemeMode() ?? wanted);
  useEffect(() => applyThemeMode(mode), [mode]);
  return [
    mode,
    (next) => {
      setMode(next);
      try {
        localStorage.setItem(STORAGE_KEY, next);
      } catch {
        // Where nothing may be stored it holds until the page is left.
      }
    },
  ];
}

/** The colours of whoever sent the viewer here, over our own. */
export function useThemeColours(theme: Theme | undefined): void {
  useEffect(() => {
    if (theme === undefined) return;
    const { style } = document.documentElement;
    const colours = Object.entries(coloursOf(theme)).filter(([, colour]) => colour !== null);
    for (const [name, colour] of colours) style.setProperty(name, colour);
    return () => {
      for (const [name] of colours) style.removeProperty(name);
    };
  }, [theme]);
}

function coloursOf({ accent, background, surface, text }: Theme): Record<string, string | null> {
  return {
    "--color-accent": accent,
    "--color-accent-strong": accent && `color-mix(in srgb, ${accent} 85%, black)`,
    "--color-accent-soft": accent && `color-mix(in srgb, ${accent} 12%, var(--color-surface))`,
    "--color-on-accent": accent && textOn(accent),
    "--color-ground": background,
    "--color-sunken": background,
    "--color-surface": surface,
    "--color-raised": surface,
    "--color-ink": text,
    "--color-ink-muted": text && `color-mix(in srgb, ${text} 78%, var(--color-surface))`,
    "--color-ink-faint": text && `color-mix(in srgb, ${text} 66%, var(--color-surface))`,
  };
}

/** Black or white, whichever is easier to read on a colour: its relative luminance as WCAG 2 has it. */
export function textOn(colour: string): "#000" | "#fff" {
  const digits = colour.slice(1).length === 3 ? colour.slice(1).replace(/./g, "$&$&") : colour.slice(1);
  const [red = 0, green = 0, blue = 0] = (digits.match(/../g) ?? []).map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Where the contrast to white equals that to black.
  return luminance > 0.179 ? "#000" : "#fff";
}
