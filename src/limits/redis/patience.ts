import type { Clock } from '../../domain/clock.ts';

/**
 * What one decision may still wait for Redis, all of its questions together. Only waiting counts: not the time between two questions, in which a
 * body is read. Questions that are asked together wait together.
 */
export class Patience {
  readonly #clock: Clock;
  #leftMs: number;
  #waiting = 0;
  #waitsSinceMs = 0;

  constructor(clock: Clock, totalMs: number) {
    this.#clock = clock;
    this.#leftMs = totalMs;
  }

  /** A question is asked. @returns for how long its answer may be waited for */
  begin(): number {
    const nowMs = this.#clock.monotonicMs();
    if (this.#waiting === 0) this.#waitsSinceMs = nowMs;
    this.#waiting += 1;
    return Math.max(0, this.#leftMs - (nowMs - this.#waitsSinceMs));
  }

  /** It is answered, or given up. */
  end(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#leftMs -= this.#clock.monotonicMs() - this.#waitsSinceMs;
  }
}
