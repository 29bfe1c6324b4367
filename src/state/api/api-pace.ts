import type { ApiTimings } from './api-timings.ts';

export interface ApiPaceOptions {
  readonly everyMs: number;
  readonly timings: ApiTimings;
  /** Between 0 and 1, so that many gateways do not ask one panel at the same moment. */
  readonly random: () => number;
}

const jitter = 0.2;

/** When the panel is asked again. */
export class ApiPace {
  readonly #options: ApiPaceOptions;
  #failures = 0;
  #noEarlyBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: ApiPaceOptions) {
    this.#options = options;
  }

  get everyMs(): number {
    return this.#options.everyMs;
  }

  /** From the beginning of a complete round, or from the end of another, to the next. */
  nextInMs(outcome: 'complete' | 'incomplete' | 'refused', nowMs: number): number {
    const { everyMs, timings, random } = this.#options;
    const { firstRetryMs, maxRetryMs } = timings;
    const spread = 1 - jitter + 2 * jitter * random();
    this.#failures = outcome === 'complete' ? 0 : this.#failures + 1;
    if (outcome === 'complete') return everyMs * spread;
    if (outcome === 'incomplete') return Math.min(maxRetryMs, firstRetryMs * 2 ** (this.#failures - 1) * spread);
    // Calls with unknown ids must not make the gateway ask so often that the panel refuses it, and finally bans it.
    this.#noEarlyBeforeMs = nowMs + maxRetryMs;
    return maxRetryMs;
  }

  /** How long an early round has to wait. */
  earlyInMs(nowMs: number): number {
    return Math.max(0, this.#noEarlyBeforeMs - nowMs);
  }

  /** An early round begins. */
  early(nowMs: number): void {
    this.#noEarlyBeforeMs = nowMs + this.#options.timings.earlyMs;
  }
}
