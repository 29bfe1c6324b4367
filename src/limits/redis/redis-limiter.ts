import type { Clock } from '../../domain/clock.ts';
import type { Budget, Limiter, LimitKind, Taken } from '../../domain/limiter.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import type { RedisSettings } from '../../domain/settings.ts';
import type { MemoryLimiter } from '../memory-limiter.ts';
import type { Patience } from './patience.ts';
import { RedisAwayError } from './redis-away-error.ts';
import type { RedisLink } from './redis-link.ts';
import type { RefusedWindows } from './refused-windows.ts';
import { SharedTaken } from './shared-taken.ts';
import type { SharedWindows } from './shared-windows.ts';
import { whileAway } from './while-away.ts';

export interface RedisLimiterParts {
  readonly link: RedisLink;
  readonly windows: SharedWindows;
  readonly refused: RefusedWindows;
  readonly local: MemoryLimiter;
  readonly onFailure: RedisSettings['onFailure'];
  readonly clock: Clock;
}

/**
 * Limits that several gateways share, as one decision uses them. What Redis grants is counted in this process, too: so that this gateway goes on
 * from there while Redis is away, and alone never grants more than the limit, whatever Redis forgets.
 */
export class RedisLimiter implements Limiter {
  readonly #parts: RedisLimiterParts;
  readonly #patience: Patience;

  constructor(parts: RedisLimiterParts, patience: Patience) {
    this.#parts = parts;
    this.#patience = patience;
  }

  take(kind: LimitKind, budget: Budget): MaybePromise<Taken> {
    const { link, refused, local, onFailure } = this.#parts;
    if (!link.isReached) return whileAway(new RedisAwayError(), onFailure, () => local.take(kind, budget));
    const lately = refused.lately(kind, budget);
    return lately === undefined ? this.#takeShared(kind, budget) : this.#noted(kind, budget, lately);
  }

  giveBack(kind: LimitKind, budget: Budget, taken: Taken): void {
    const { windows, local } = this.#parts;
    if (!(taken instanceof SharedTaken)) return local.giveBack(kind, budget, taken);
    windows.giveBack(kind, budget, taken);
    return local.giveBack(kind, budget, taken.asCountedHere());
  }

  look(kind: LimitKind, budget: Budget): Pick<Taken, 'left' | 'resetMs'> {
    return this.#parts.local.look(kind, budget);
  }

  async #takeShared(kind: LimitKind, budget: Budget): Promise<Taken> {
    const { windows, refused, local, onFailure, clock } = this.#parts;
    let shared: Taken;
    try {
      shared = await windows.take(this.#patience, kind, budget);
    } catch (error) {
      return whileAway(error, onFailure, () => local.take(kind, budget));
    }
    if (!shared.granted) {
      refused.note(kind, budget, shared);
      return this.#noted(kind, budget, shared);
    }
    if (!local.followShared(kind, budget, shared)) {
      windows.giveBack(kind, budget, shared);
      const { resetMs } = local.look(kind, budget);
      const endsAtMs = clock.monotonicMs() + resetMs;
      return this.#noted(kind, budget, { granted: false, left: 0, resetMs, endsAtMs, fromBurst: false });
    }
    return this.#noted(kind, budget, new SharedTaken(shared, local.endOf(kind, budget, shared.fromBurst)));
  }

  #noted(kind: LimitKind, budget: Budget, taken: Taken): Taken {
    this.#parts.local.tally.note(kind, budget.rate.calls, taken);
    return taken;
  }
}
