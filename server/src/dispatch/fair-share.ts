/**
 * How much of something scarce one of several users may have. While less than half is taken, as much as `own` allows;
 * from then on only an equal share of the other half. So whoever comes late still finds room, however greedy or stuck
 * the others are.
 */
export function fairShare(all: { max: number; used: number; users: number }, own: number): number {
  const half = all.max / 2;
  if (all.used < half) return own;
  if (all.used >= all.max) return 0;
  return Math.min(own, Math.max(1, Math.floor(half / Math.max(1, all.users))));
}
