import type { Clock } from '../../domain/clock.ts';

/** A clock that is only trimmed moves less than this within a second. */
const stepMs = 500;

/** Tells when the wall clock was set, as a machine does some time after it has started: it moved against the monotonic one. */
export class ClockSteps {
  readonly #clock: Clock;
  #aheadMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#aheadMs = this.#nowAheadMs();
  }

  /** By how much since it was asked last; 0: not at all. */
  sinceLast(): number {
    const aheadMs = this.#nowAheadMs();
    const movedMs = aheadMs - this.#aheadMs;
    this.#aheadMs = aheadMs;
    return Math.abs(movedMs) < stepMs ? 0 : movedMs;
  }

  #nowAheadMs(): number {
    return this.#clock.wallMs() - this.#clock.monotonicMs();
  }
}
