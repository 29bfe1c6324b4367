import type { Clock } from '../../domain/clock.ts';

/** Times of events within a window. Only the newest few are kept: further ones make no difference. */
export class RecentTimes {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #max: number;
  /** Oldest first. */
  #times: number[] = [];

  constructor(clock: Clock, { windowMs, max }: { readonly windowMs: number; readonly max: number }) {
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#max = max;
  }

  get count(): number {
    return this.#recent().length;
  }

  /** The newest. */
  get last(): number | undefined {
    return this.#recent().at(-1);
  }

  add(): void {
    this.#times = [...this.#recent(), this.#clock.monotonicMs()].slice(-this.#max);
  }

  #recent(): readonly number[] {
    if (this.#times.length === 0) return this.#times;
    const sinceMs = this.#clock.monotonicMs() - this.#windowMs;
    if ((this.#times[0] ?? 0) <= sinceMs) this.#times = this.#times.filter((atMs) => atMs > sinceMs);
    return this.#times;
  }
}
