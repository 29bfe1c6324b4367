import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Budget, Limiter, LimitKind, Receipt, Taken } from '../domain/limiter.ts';
import type { Rate } from '../domain/policy.ts';

/** One key's counter, and where it is kept. */
interface Entry {
  readonly counters: RateLimiterMemory;
  readonly key: string;
  /** Since it was last passed over. */
  wasUsed: boolean;
}

/**
 * Counts in this process, in fixed windows that begin with the first call.
 *
 * Bounded: of each kind at most `maxEntries` counters are kept. When there are more, the oldest goes that was not used since it was last
 * passed over. Counters are not put in order at each use: a Map whose entries are moved again and again leaves a trail for the collector.
 */
export class MemoryLimiter implements Limiter {
  readonly #maxEntries: number;
  readonly #limiters = new Map<string, RateLimiterMemory>();
  readonly #recent = new Map<LimitKind, Map<string, Entry>>();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  async take(kind: LimitKind, budget: Budget): Promise<Taken> {
    const counters = this.#countersOf(kind, budget);
    try {
      const { msBeforeNext } = await counters.consume(budget.key);
      return { granted: true, receipt: windowEnd(msBeforeNext) };
    } catch (reached) {
      // A limit that is reached rejects with something that is no Error, and has counted the call all the same.
      if (!(reached instanceof RateLimiterRes)) throw reached;
      await counters.reward(budget.key);
      return { granted: false, retryAfterMs: reached.msBeforeNext };
    }
  }

  async giveBack(kind: LimitKind, budget: Budget, receipt: Receipt): Promise<void> {
    const counters = this.#countersOf(kind, budget);
    const taken = await counters.get(budget.key);
    // A window that has ended meanwhile owes nothing: giving back into the next one would grant one call too many.
    if (taken === null || Math.abs(windowEnd(taken.msBeforeNext) - receipt) > sameWindowMs) return;
    const { consumedPoints } = await counters.reward(budget.key);
    if (consumedPoints < 0) await counters.delete(budget.key);
  }

  /** Counters that are kept, by kind. */
  entries(): Readonly<Record<LimitKind, number>> {
    const of = (kind: LimitKind): number => this.#recent.get(kind)?.size ?? 0;
    return { address_rate: of('address_rate'), key_rate: of('key_rate'), command_rate: of('command_rate') };
  }

  #countersOf(kind: LimitKind, { key, rate }: Budget): RateLimiterMemory {
    const counters = this.#limiterOf(kind, rate);
    const recent = this.#recent.get(kind) ?? new Map<string, Entry>();
    this.#recent.set(kind, recent);
    const name = `${rate.calls}/${rate.perMs} ${key}`;
    const known = recent.get(name);
    if (known !== undefined) {
      known.wasUsed = true;
      return counters;
    }
    recent.set(name, { counters, key, wasUsed: false });
    if (recent.size > this.#maxEntries) forgetOne(recent);
    return counters;
  }

  #limiterOf(kind: LimitKind, rate: Rate): RateLimiterMemory {
    const name = `${kind} ${rate.calls}/${rate.perMs}`;
    const known = this.#limiters.get(name);
    if (known !== undefined) return known;
    const made = new RateLimiterMemory({ keyPrefix: '', points: rate.calls, duration: rate.perMs / 1000 });
    this.#limiters.set(name, made);
    return made;
  }
}

/** Windows of one key are a second apart at least; what is closer is the same window, read at another moment. */
const sameWindowMs = 500;

function windowEnd(msBeforeNext: number): number {
  return Date.now() + msBeforeNext;
}

/** Ends: whoever is passed over is not used any more, so the second round finds one at the latest. */
function forgetOne(recent: Map<string, Entry>): void {
  for (const [name, entry] of recent) {
    recent.delete(name);
    if (!entry.wasUsed) {
      void entry.counters.delete(entry.key);
      return;
    }
    entry.wasUsed = false;
    recent.set(name, entry);
  }
}
