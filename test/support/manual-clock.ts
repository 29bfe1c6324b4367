import type { Clock } from '../../src/domain/clock.ts';

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #nowMs = 1_000_000;

  readonly monotonicMs = (): number => this.#nowMs;
  readonly wallMs = (): number => 1_800_000_000_000 + this.#nowMs;

  advance(byMs: number): void {
    this.#nowMs += byMs;
  }
}
