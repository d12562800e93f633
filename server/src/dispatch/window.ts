/**
 * How many requests may be in flight to one endpoint. It starts at ten, so that a dead endpoint sees about ten requests
 * and not hundreds, and grows by one with each success. Each failure halves what was earned.
 */
export interface Window {
  /** Requests allowed at once while the endpoint is failing `failures` times in a row and is paused at `pauseAfter`. */
  allowed(failures: number, pauseAfter: number): number;
  succeeded(): void;
  failed(): void;
}

/** What an endpoint gets before it has answered anything. */
const START = 10;

export function createWindow(max: number): Window {
  let size = Math.min(START, max);
  return {
    allowed(failures, pauseAfter) {
      const untilPause = Math.max(1, pauseAfter - failures);
      // With failures running, each request may be one more: never more in flight than are left until the pause.
      const isEarned = failures === 0 && size > START;
      return isEarned ? size : Math.min(size, untilPause);
    },
    succeeded() {
      size = Math.min(max, size + 1);
    },
    failed() {
      size = Math.max(Math.min(START, max), Math.floor(size / 2));
    },
  };
}
