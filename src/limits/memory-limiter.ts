import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Budget, Limiter, LimitKind, Taken } from '../domain/limiter.ts';
import type { Rate } from '../domain/policy.ts';

/** One key's counter, and where it is kept. */
interface Entry {
  readonly counters: RateLimiterMemory;
  readonly key: string;
}

/**
 * Counts in this process, in fixed windows that begin with the first call.
 *
 * Bounded: of each kind at most `maxEntries` counters are kept, and the one that was used longest ago goes first.
 */
export class MemoryLimiter implements Limiter {
  readonly #maxEntries: number;
  readonly #limiters = new Map<string, RateLimiterMemory>();
  readonly #recent = new Map<LimitKind, Map<string, Entry>>();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  async take(kind: LimitKind, budget: Budget): Promise<Taken> {
    try {
      await this.#countersOf(kind, budget).consume(budget.key);
      return { granted: true };
    } catch (reached) {
      // A limit that is reached rejects with something that is no Error.
      if (reached instanceof RateLimiterRes) return { granted: false, retryAfterMs: reached.msBeforeNext };
      throw reached;
    }
  }

  async giveBack(kind: LimitKind, budget: Budget): Promise<void> {
    const counters = this.#countersOf(kind, budget);
    const taken = await counters.get(budget.key);
    // A window that has ended meanwhile owes nothing: giving back there would grant one call too many.
    if (taken !== null && taken.consumedPoints > 0 && taken.msBeforeNext > 0) await counters.reward(budget.key);
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
    recent.delete(name);
    recent.set(name, { counters, key });
    if (recent.size > this.#maxEntries) forgetOldest(recent);
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

function forgetOldest(recent: Map<string, Entry>): void {
  for (const [name, entry] of recent) {
    recent.delete(name);
    void entry.counters.delete(entry.key);
    return;
  }
}
