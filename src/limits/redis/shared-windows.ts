import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../domain/clock.ts';
import type { Budget, LimitKind, Taken } from '../../domain/limiter.ts';
import { burstWindows } from '../burst-windows.ts';
import { defineLimitScripts, takeScript } from './limit-scripts.ts';
import type { Patience } from './patience.ts';
import type { RedisLink } from './redis-link.ts';

export interface SharedWindowsOptions {
  readonly link: RedisLink;
  /** All names of keys begin with it. */
  readonly prefix: string;
  readonly clock: Clock;
}

/** By how much the end of a window may seem to move: it is known to within the time that an answer took. Windows last a second at least. */
const endToleranceMs = 500;

/** The windows of one panel's limits in Redis. They begin with the first call and end as a whole. */
export class SharedWindows {
  readonly #options: SharedWindowsOptions;
  /** One for each rate of the configuration. */
  readonly #limiters = new Map<string, RateLimiterRedis>();

  constructor(options: SharedWindowsOptions) {
    this.#options = options;
    defineLimitScripts(options.link.client);
  }

  /** @throws RedisAwayError */
  async take(patience: Patience, kind: LimitKind, { key, rate }: Budget): Promise<Taken> {
    const taken = await this.#takeFrom(this.#windowOf(kind, rate), key, patience);
    const { burst = 0 } = rate;
    if (taken.granted || burst === 0) return taken;
    const fromBurst = await this.#takeFrom(this.#burstOf(kind, rate), key, patience);
    // Until the window ends, not until the burst is back: then there are calls again.
    return fromBurst.granted ? { ...fromBurst, resetMs: taken.resetMs, fromBurst: true } : taken;
  }

  /** Nobody waits for it: where it is lost, a call stays counted. */
  giveBack(kind: LimitKind, { key, rate }: Budget, { endsAtMs, fromBurst }: Taken): void {
    const { link, clock } = this.#options;
    const limiter = fromBurst ? this.#burstOf(kind, rate) : this.#windowOf(kind, rate);
    const leftMs = Math.round(endsAtMs - clock.monotonicMs());
    link.tell((client) => client.hearthgateGiveBack(limiter.getKey(key), leftMs, endToleranceMs));
  }

  /** Runs the script on a window of no calls. */
  async probe(): Promise<void> {
    await this.#limiterFor('probe', 0, 1000).consume('probe').catch(refusalOf);
  }

  async #takeFrom(limiter: RateLimiterRedis, key: string, patience: Patience): Promise<Taken> {
    const answer = await this.#options.link.ask(patience, () => limiter.consume(key).catch(refusalOf));
    const resetMs = Math.max(0, answer.msBeforeNext);
    return {
      granted: answer.consumedPoints <= limiter.points,
      left: Math.max(0, answer.remainingPoints),
      resetMs,
      endsAtMs: this.#options.clock.monotonicMs() + resetMs,
      fromBurst: false,
    };
  }

  #windowOf(kind: LimitKind, { calls, perMs }: Budget['rate']): RateLimiterRedis {
    return this.#limiterFor(`${kind}:${calls}/${perMs}`, calls, perMs);
  }

  #burstOf(kind: LimitKind, { burst = 0, perMs }: Budget['rate']): RateLimiterRedis {
    return this.#limiterFor(`${kind}:+${burst}/${perMs}`, burst, perMs * burstWindows);
  }

  /** A key whose rate changes begins anew, because the rate is part of its name. */
  #limiterFor(name: string, points: number, perMs: number): RateLimiterRedis {
    const known = this.#limiters.get(name);
    if (known !== undefined) return known;
    const { link, prefix } = this.#options;
    const limiter = new RateLimiterRedis({
      storeClient: link.client,
      keyPrefix: `{${prefix}}:${name}`,
      points,
      duration: perMs / 1000,
      rejectIfRedisNotReady: true,
      customIncrTtlLuaScript: takeScript,
    });
    this.#limiters.set(name, limiter);
    return limiter;
  }
}

/** The library rejects with something that is no error where a limit is reached. */
function refusalOf(reason: unknown): RateLimiterRes {
  if (reason instanceof RateLimiterRes) return reason;
  throw reason;
}
