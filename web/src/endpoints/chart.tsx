import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./chart.css";
import { toFull } from "../ui/time-words.ts";

/** Everything a chart may be coloured with: tokens of styles.css, as the canvas needs them. */
export interface ChartColours {
  good: string;
  bad: string;
  accent: string;
  soft: string;
  text: string;
  line: string;
}

interface ChartProps {
  /** What it shows, for whoever does not see it. */
  label: string;
  data: uPlot.AlignedData;
  series: (colours: ChartColours) => uPlot.Series[];
  /** A value as its axis and its legend say it. */
  toText: (value: number) => string;
}

const HEIGHT = 190;
/** The steps of an axis: nothing here has halves. */
const STEPS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].flatMap((ten) => [ten, 2 * ten, 5 * ten]);
const DAY_S = 86_400;
const dayOf = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const clockOf = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const FONT = "12px system-ui, sans-serif";

/** Values over time. It fits its place and the theme, and says under the pointer what was when. */
export function Chart({ label, data, series, toText }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useThemeChanges();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme draws it anew
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = new uPlot(optionsFor(element, series, toText), data, element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [data, series, toText, theme]);
  return <div ref={place} role="img" aria-label={label} className="min-w-0 text-xs" />;
}

function optionsFor(element: HTMLElement, series: ChartProps["series"], toText: ChartProps["toText"]): uPlot.Options {
  const colours = coloursAt(element);
  const grid = { stroke: colours.line, width: 1 };
  const axis = { stroke: colours.text, font: FONT, grid, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 20, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    scales: {
      // A time stands for the span that begins with it: the last one needs its room, too.
      x: { range: ({ data: [times] }, first, last) => [first, last + (times[1] ?? 0) - (times[0] ?? 0)] },
      y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.1)] },
    },
    axes: [
      { ...axis, size: 28, grid: { show: false }, values: toTimes },
      { ...axis, size: 64, incrs: STEPS, values: (_chart, values) => values.map((value) => toText(value)) },
    ],
    series: [{ label: "From", value: (_chart, at) => (at === null ? "–" : toFull(at * 1000)) }, ...series(colours)],
  };
}

/** The axis of time in the viewer's words: days where it spans more than one and a half, else the clock. */
function toTimes(_chart: uPlot, times: number[]): string[] {
  const span = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / DAY_S;
  return times.map((at) => (span > 1.5 ? dayOf : clockOf).format(at * 1000));
}

/** A canvas knows no variables: the browser is asked what they come to. */
function coloursAt(element: HTMLElement): ChartColours {
  const probe = element.appendChild(document.createElement("span"));
  // Where motion is reduced everything has a transition of next to no time, and begins with the colour before.
  probe.style.transition = "none";
  const colour = (name: string): string => {
    probe.style.color = `var(--color-${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    good: colour("good-fill"),
    bad: colour("bad-fill"),
    accent: colour("accent"),
    soft: colour("control"),
    text: colour("ink-muted"),
    line: colour("line"),
  };
  probe.remove();
  return colours;
}

/** Counts up whenever light becomes dark or the other way round, by the switch or by the system. */
function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const changed = () => setChanges((count) => count + 1);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const observer = new MutationObserver(changed);
    system.addEventListener("change", changed);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      system.removeEventListener("change", changed);
      observer.disconnect();
    };
  }, []);
  return changes;
}
