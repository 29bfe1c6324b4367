import type { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Clock } from '../domain/clock.ts';

export interface ThrottleOptions {
  /** Events that are let through in a window. */
  readonly times: number;
  /** A window begins with the first that comes, and ends as a whole. */
  readonly perMs: number;
  readonly clock: Clock;
}

/**
 * Lets through what is not to happen too often, off the way of calls.
 *
 * The package takes no clock: it reads the wall clock and sets timers. So the clock that is handed in says which window it is, by its name, and
 * the package counts in a window that never ends by itself. It is loaded when it is needed first.
 */
export class Throttle {
  readonly #options: ThrottleOptions;
  #limiter: Promise<RateLimiterMemory> | undefined;
  #windows = 0;
  #endsAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ThrottleOptions) {
    this.#options = options;
  }

  /** Which window it is, is decided at once; true where it still has room. Answers come in the order of the questions. */
  async take(): Promise<boolean> {
    const { times, perMs, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#endsAtMs) {
      this.#windows += 1;
      this.#endsAtMs = nowMs + perMs;
    }
    const [window, before] = [String(this.#windows), String(this.#windows - 1)];
    this.#limiter ??= createLimiter(times);
    const limiter = await this.#limiter;
    await limiter.delete(before);
    return limiter.consume(window).then(
      () => true,
      () => false,
    );
  }
}

async function createLimiter(points: number): Promise<RateLimiterMemory> {
  const { RateLimiterMemory } = await import('rate-limiter-flexible');
  return new RateLimiterMemory({ points, duration: 0 });
}
