import type { EventType } from "@posthorn/sdk";

/** Whether a pattern takes an event type: its name, a family such as `lead.*` at any depth, or `*`. */
export function takes(pattern: string, name: string): boolean {
  if (pattern === "*" || pattern === name) return true;
  return pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1));
}

/** The event types as the catalogue groups them, in its order. */
export function groupsOf(types: readonly EventType[]): { group: string; types: EventType[] }[] {
  const groups = new Map<string, EventType[]>();
  for (const type of types) groups.set(type.group, [...(groups.get(type.group) ?? []), type]);
  return [...groups].map(([group, inGroup]) => ({ group, types: inGroup }));
}

/** The families that are offered, `lead.*` and so on, with how many types each has; and those that are chosen already. */
export function familiesOf(
  types: readonly EventType[],
  chosen: readonly string[],
): { pattern: string; count: number }[] {
  const firsts = types.map(({ name }) => `${name.split(".")[0]}.*`);
  const patterns = new Set([...firsts, ...chosen.filter((pattern) => pattern.endsWith(".*"))]);
  return [...patterns]
    .map((pattern) => ({ pattern, count: types.filter(({ name }) => takes(pattern, name)).length }))
    .filter(({ pattern, count }) => count > 1 || chosen.includes(pattern));
}

/** The choice with a name or family more or less. What a chosen family takes need not be named as well. */
export function toggled(chosen: readonly string[], pattern: string, isOn: boolean): string[] {
  const others = chosen.filter((each) => each !== pattern && each !== "*");
  if (!isOn) return others;
  return [...others.filter((each) => !takes(pattern, each)), pattern];
}
