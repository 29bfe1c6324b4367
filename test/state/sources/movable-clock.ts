import { type Clock, systemClock } from '../../../src/domain/clock.ts';

export interface MovableClock {
  readonly clock: Clock;
  /** So much time passes at once. */
  readonly advance: (ms: number) => void;
}

/** A clock that goes by itself, and that can be moved on. */
export function movableClock(): MovableClock {
  let movedMs = 0;
  return {
    clock: { monotonicMs: () => systemClock.monotonicMs() + movedMs, wallMs: () => systemClock.wallMs() + movedMs },
    advance: (ms) => void (movedMs += ms),
  };
}
