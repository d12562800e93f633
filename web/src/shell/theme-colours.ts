import type { Theme } from "@posthorn/sdk";

/** Red, green and blue, each from 0 to 255. */
type Rgb = readonly [number, number, number];

/** What the tokens of styles.css are by themselves, as far as others are made to fit them. */
const OWN = {
  light: {
    ground: "#f7f7f5",
    surface: "#ffffff",
    ink: "#18191c",
    accent: "#2f4ecb",
    control: "#94948f",
    quiet: "#ecebe7",
  },
  dark: {
    ground: "#0c0e12",
    surface: "#13161b",
    ink: "#e8eaee",
    accent: "#8da5ff",
    control: "#6d7584",
    quiet: "#20252d",
  },
} as const;

type Scheme = keyof typeof OWN;

/** WCAG 2 AA, for text of any size and for edges of controls. */
const TEXT_CONTRAST = 4.5;
const EDGE_CONTRAST = 3;
/** Grounds lighter than this, or darker than that, carry the page's own red, green and yellow as text. */
const LIGHT_MIN = 0.8;
const DARK_MAX = 0.035;

/**
 * The tokens that a session's theme replaces, by their name in CSS, and the scheme that they are made for: null, both.
 * Colours that could not be read are moved towards black or white, as little as it takes.
 */
export function themeColours(theme: Theme): { scheme: Scheme | null; colours: Record<string, string> } {
  const ground = theme.surface ?? theme.background;
  if (ground !== null) {
    const scheme = textOn(ground) === "#000" ? "light" : "dark";
    return { scheme, colours: paletteOf(theme, scheme) };
  }
  if (theme.accent === null && theme.text === null) return { scheme: null, colours: {} };
  const [light, dark] = [paletteOf(theme, "light"), paletteOf(theme, "dark")];
  const both = Object.entries(light).map(([name, colour]) => [name, `light-dark(${colour}, ${dark[name]})`]);
  return { scheme: null, colours: Object.fromEntries(both) };
}

/** Black or white, whichever is easier to read on a colour. */
export function textOn(colour: string): "#000" | "#fff" {
  // Where the contrast to white equals that to black.
  return luminanceOf(parsed(colour)) > 0.179 ? "#000" : "#fff";
}

function paletteOf({ accent, background, surface, text }: Theme, scheme: Scheme): Record<string, string> {
  const own = OWN[scheme];
  const pole = parsed(scheme === "light" ? "#000" : "#fff");
  const [card, ground] = [groundOf(surface ?? own.surface, scheme), groundOf(background ?? own.ground, scheme)];
  const ink = readable(parsed(text ?? own.ink), pole, () => [card, ground], 7);
  const hover = mixed(card, ink, 0.06);
  const grounds = [card, ground, hover, parsed(own.quiet)];
  const strong = readable(parsed(accent ?? own.accent), pole, (colour) => [...grounds, mixed(card, colour, 0.12)]);
  const soft = mixed(card, strong, 0.12);
  const behindText = [...grounds, soft];
  const onAccent = textOn(written(strong));
  return {
    "--color-ground": written(ground),
    "--color-sunken": written(ground),
    "--color-surface": written(card),
    "--color-raised": written(card),
    "--color-hover": written(hover),
    "--color-ink": written(ink),
    "--color-ink-muted": written(readable(mixed(card, ink, 0.78), pole, () => behindText)),
    "--color-ink-faint": written(readable(mixed(card, ink, 0.66), pole, () => behindText)),
    "--color-control": written(readable(parsed(own.control), pole, () => grounds, EDGE_CONTRAST)),
    "--color-accent": written(strong),
    // Pressed it goes away from the words on it.
    "--color-accent-strong": written(mixed(strong, parsed(onAccent === "#000" ? "#fff" : "#000"), 0.15)),
    "--color-accent-soft": written(soft),
    "--color-on-accent": onAccent,
  };
}

/** A ground that is light or dark enough for all that stands on it. */
function groundOf(colour: string, scheme: Scheme): Rgb {
  const pole = parsed(scheme === "light" ? "#fff" : "#000");
  const isGood = (rgb: Rgb) => (scheme === "light" ? luminanceOf(rgb) >= LIGHT_MIN : luminanceOf(rgb) <= DARK_MAX);
  return nearest(parsed(colour), pole, isGood);
}

/** The colour, or what lies between it and the pole, that stands out enough against what it lies on. */
function readable(colour: Rgb, pole: Rgb, groundsOf: (colour: Rgb) => Rgb[], least = TEXT_CONTRAST): Rgb {
  return nearest(colour, pole, (rgb) => groundsOf(rgb).every((ground) => contrastOf(rgb, ground) >= least));
}

function nearest(colour: Rgb, pole: Rgb, isGood: (colour: Rgb) => boolean): Rgb {
  for (let step = 0; step < 20; step++) {
    const moved = mixed(colour, pole, step / 20);
    if (isGood(moved)) return moved;
  }
  return pole;
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [part(0), part(1), part(2)];
}

/** As WCAG 2 has it. */
function contrastOf(one: Rgb, other: Rgb): number {
  const [a, b] = [luminanceOf(one) + 0.05, luminanceOf(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

/** Relative, as WCAG 2 has it. */
function luminanceOf(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** `#rgb` or `#rrggbb`: the API takes no others. */
function parsed(colour: string): Rgb {
  const digits = colour.length === 4 ? colour.slice(1).replace(/./g, "$&$&") : colour.slice(1);
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
}

function written(rgb: Rgb): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
