import type { Clock } from '../../domain/clock.ts';

/** Whether this process stood still for longer than clients wait: it was stopped, starved of processor time, or its machine was. */
export interface StallWatch {
  /** How many times it has been so. */
  readonly count: () => number;
  /** How many times it had been so before what is read now came, as far as that can be told: while the process catches up, the last time does not count. */
  readonly countBefore: () => number;
  /** It was so a moment ago: what happened on connections meanwhile may not have been read yet. */
  readonly isCatchingUp: () => boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

/** The shortest time limit of clients. */
const patienceMs = 1000;
const tickMs = 250;
const catchUpMs = 1000;
const never = Number.NEGATIVE_INFINITY;

/** Looks at the clock now and then, and finds how late it is. Both clocks: the monotonic one stands still while a machine sleeps. */
export function createStallWatch(clock: Clock): StallWatch {
  let count = 0;
  let caughtUpAtMs = never;
  let seen = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  let timer: NodeJS.Timeout | undefined;

  /** Asked by calls, too: after a stop the events of connections come before the next tick. */
  function notice(): void {
    if (timer === undefined) return;
    const lateMs = Math.max(clock.monotonicMs() - seen.monotonicMs, clock.wallMs() - seen.wallMs) - tickMs;
    if (lateMs <= tickMs) return;
    if (lateMs > patienceMs) {
      count += 1;
      look();
    }
    // While there is much to catch up with, ticks come late.
    if (lateMs > patienceMs || isBehind()) caughtUpAtMs = clock.monotonicMs() + catchUpMs;
  }

  function look(): void {
    seen = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }

  function isBehind(): boolean {
    return caughtUpAtMs > never && clock.monotonicMs() < caughtUpAtMs;
  }

  return {
    count: () => {
      notice();
      return count;
    },
    countBefore: () => {
      notice();
      return isBehind() ? count - 1 : count;
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
