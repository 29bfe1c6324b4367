import type { Clock } from '../../domain/clock.ts';
import type { Budget, LimitKind, Taken } from '../../domain/limiter.ts';

/** So long a refusal is repeated without asking. */
const maxRepeatMs = 1000;

interface Refusal {
  readonly repeatedUntilMs: number;
  readonly endsAtMs: number;
}

/**
 * Budgets that were used up a moment ago. A client that goes on calling is refused without a question to Redis; not where calls are given back,
 * because each of those makes room at once.
 */
export class RefusedWindows {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  readonly #refusals = new Map<string, Refusal>();

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  note(kind: LimitKind, budget: Budget, { resetMs, endsAtMs }: Taken): void {
    if (kind === 'address_rate') return;
    // Whatever is forgotten here is asked for again.
    if (this.#refusals.size >= this.#maxEntries) this.#refusals.clear();
    const repeatedUntilMs = this.#clock.monotonicMs() + Math.min(maxRepeatMs, resetMs);
    this.#refusals.set(nameOf(kind, budget), { repeatedUntilMs, endsAtMs });
  }

  /** The refusal again; undefined where there was none of late. */
  lately(kind: LimitKind, budget: Budget): Taken | undefined {
    if (this.#refusals.size === 0) return undefined;
    const name = nameOf(kind, budget);
    const refusal = this.#refusals.get(name);
    if (refusal === undefined) return undefined;
    const nowMs = this.#clock.monotonicMs();
    if (refusal.repeatedUntilMs <= nowMs) {
      this.#refusals.delete(name);
      return undefined;
    }
    const { endsAtMs } = refusal;
    return { granted: false, left: 0, resetMs: endsAtMs - nowMs, endsAtMs, fromBurst: false };
  }
}

function nameOf(kind: LimitKind, { key, rate }: Budget): string {
  return `${kind} ${rate.calls}/${rate.perMs} ${key}`;
}
