import type { Theme } from "@posthorn/sdk";
import { useLayoutEffect, useState } from "react";
import { themeColours } from "./theme-colours.ts";

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
  useLayoutEffect(() => applyThemeMode(mode), [mode]);
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

/** The colours of whoever sent the viewer here, over our own. Grounds of theirs decide between light and dark as well. */
export function useThemeColours(theme: Theme | undefined): void {
  // Before anything is painted: who comes from an app of other colours would see ours flash up.
  useLayoutEffect(() => {
    if (theme === undefined) return;
    const { style } = document.documentElement;
    const { scheme, colours } = themeColours(theme);
    for (const [name, colour] of Object.entries(colours)) style.setProperty(name, colour);
    if (scheme !== null) applyThemeMode(scheme);
    return () => {
      for (const name of Object.keys(colours)) style.removeProperty(name);
      if (scheme !== null) applyThemeMode(storedThemeMode() ?? "auto");
    };
  }, [theme]);
}
