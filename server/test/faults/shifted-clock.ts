/**
 * Loaded into a node before it starts (`--import`): its clock is off by as many milliseconds as the `ms` in this module's
 * URL says. Timers and `performance` go on as they are, as on a machine whose time was set wrong.
 */
const shiftMs = Number(new URL(import.meta.url).searchParams.get("ms"));
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...parts: unknown[]) {
    // Whatever a Date may be made of: only "now" is another.
    super(...((parts.length === 0 ? [ShiftedDate.now()] : parts) as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

// It is never called without `new` here.
globalThis.Date = ShiftedDate as DateConstructor;
