import type { Clock } from '../domain/clock.ts';

/** Whether this process stood still for longer than clients wait: it was stopped, starved of processor time, or its machine was. */
export interface StallWatch {
  /** How many times it has been so. */
  readonly count: () => number;
  /** It was so a moment ago: what happened on connections meanwhile may not have been read yet. */
  readonly isCatchingUp: () => boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

/** The shortest time limit of clients. */
const patienceMs = 1000;
const tickMs = 250;
const catchUpMs = 1000;

/** Looks at the clock now and then, and finds how late it is. Both clocks: the monotonic one stands still while a machine sleeps. */
export function createStallWatch(clock: Clock): StallWatch {
  let count = 0;
  let caughtUpAtMs = Number.NEGATIVE_INFINITY;
  let seen = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  let timer: NodeJS.Timeout | undefined;

  /** Asked by calls, too: after a stop the events of connections come before the next tick. */
  function notice(): void {
    if (timer === undefined) return;
    const lateMs = Math.max(clock.monotonicMs() - seen.monotonicMs, clock.wallMs() - seen.wallMs) - tickMs;
    if (lateMs > patienceMs) {
      count += 1;
      look();
    }
    // While there is much to catch up with, ticks come late.
    if (lateMs > patienceMs || (lateMs > tickMs && isBehind())) caughtUpAtMs = clock.monotonicMs() + catchUpMs;
  }

  function look(): void {
    seen = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }

  function isBehind(): boolean {
    return clock.monotonicMs() < caughtUpAtMs;
  }

  return {
    count: () => {
      notice();
      return count;
    },
    isCatchingUp: () => {
      notice();
      return isBehind();
    },
    start: () => {
      look();
      timer = setInterval(() => {
        notice();
        look();
      }, tickMs);
      timer.unref();
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
