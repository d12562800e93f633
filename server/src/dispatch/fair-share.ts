/** This part of everything is for those who have nothing yet, one place each. */
const LAST_PART = 1 / 8;

/**
 * How much more one user of something scarce may take at once, who `has` so much and may have `own` at the most. Each
 * may have as much as is still free, so that users who come together end up with equal parts and leave one (Choudhury and
 * Hahne's dynamic thresholds for shared switch buffers). Those who come one after another, and never give anything back,
 * would still fill it: the last eighth is kept for such as have nothing. More stuck users than that has places do fill it.
 */
export function fairGrowth({ max, used, has, own }: { max: number; used: number; has: number; own: number }): number {
  if (has === 0 && own > 0 && used < max) return Math.max(1, growthOfMany({ max, used, has, own }));
  return growthOfMany({ max, used, has, own });
}

function growthOfMany({ max, used, has, own }: { max: number; used: number; has: number; own: number }): number {
  const free = max - used - max * LAST_PART;
  // Half of the difference, since what is taken is no longer free.
  return Math.max(0, Math.min(own - has, Math.ceil((free - has) / 2)));
}
