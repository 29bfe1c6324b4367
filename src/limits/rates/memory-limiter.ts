import type { Clock } from '../../domain/clock.ts';
import { type LimitKind, limitKinds } from '../../domain/ledger/limiter.ts';
import type { Rate } from '../../domain/policy/rate.ts';
import { burstWindows } from '../../domain/policy/burst-windows.ts';
import type { CountedLimit, CountedWindow } from './counted-limit.ts';
import { LimitTally } from './limit-tally.ts';
import { type Window, WindowTable } from '../tables/window-table.ts';

export interface Budget {
  /** Who is counted: an address prefix, a key, a key with a command. */
  readonly key: string;
  readonly rate: Rate;
}

/** How a limit answered, and where it stands now. */
export interface Taken {
  readonly granted: boolean;
  /** Calls that may follow before the window ends, a burst included. */
  readonly left: number;
  /** Until the window ends. After a refusal: until a retry may succeed. */
  readonly resetMs: number;
}

/** What a store that several gateways share answered about one limit. */
export interface SharedStatus {
  readonly takenFrom: 'window' | 'burst' | undefined;
  /** Of the window and the burst together. */
  readonly left: number;
  readonly windowLeftMs: number;
  readonly burstLeftMs: number;
}

/**
 * Counts in this process, in fixed windows that begin with the first call; of each kind at most `maxEntries` are kept.
 *
 * Its own windows instead of a library's: they need neither a timer nor a promise each, and there can never be more than a number of them.
 */
export class MemoryLimiter {
  readonly tally = new LimitTally();
  readonly #clock: Clock;
  readonly #tables: ReadonlyMap<LimitKind, WindowTable>;

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#tables = new Map(limitKinds.map((kind) => [kind, new WindowTable(clock, maxEntries)]));
  }

  /** Bounds the number of counters of each kind from now on. */
  keepAtMost(maxEntries: number): void {
    for (const table of this.#tables.values()) table.keepAtMost(maxEntries);
  }

  /** Takes one call from the budget; or takes nothing, and says when to try again. */
  take(kind: LimitKind, budget: Budget): Taken {
    const taken = this.#takeFrom(kind, budget);
    this.tally.note(kind, budget.rate.calls, taken);
    return taken;
  }

  /** Where a budget stands. Takes nothing. */
  look(kind: LimitKind, { key, rate }: Budget): Pick<Taken, 'left' | 'resetMs'> {
    const table = this.#tableOf(kind);
    const window = table.running(windowName(key, rate));
    const burst = this.burstLeft(kind, { key, rate });
    if (window === undefined) return { left: rate.calls + burst, resetMs: rate.perMs };
    return { left: Math.max(0, rate.calls - window.used) + burst, resetMs: this.#leftMs(window) };
  }

  /** What is counted of a limit, for people who look. */
  counted(kind: LimitKind, { key, rate }: Budget): CountedLimit {
    const table = this.#tableOf(kind);
    const ofNow = (window: Window | undefined): CountedWindow =>
      window === undefined ? { used: 0, leftMs: undefined } : { used: window.used, leftMs: this.#leftMs(window) };
    const burst = (rate.burst ?? 0) > 0 ? ofNow(table.running(burstName(key, rate))) : undefined;
    return { window: ofNow(table.running(windowName(key, rate))), burst, isAlone: false };
  }

  /** What is left of a burst. */
  burstLeft(kind: LimitKind, { key, rate }: Budget): number {
    const { burst = 0 } = rate;
    if (burst === 0) return 0;
    return burst - (this.#tableOf(kind).running(burstName(key, rate))?.used ?? 0);
  }

  /**
   * Keeps up with a store that several gateways share. What it has granted to this gateway is counted here, too, so that this gateway goes on from
   * there alone, and never grants more than the limit by itself, whatever the store forgets. What is used up there is used up here until its
   * window ends.
   */
  followShared(kind: LimitKind, { key, rate }: Budget, shared: SharedStatus): void {
    const { takenFrom, left, windowLeftMs, burstLeftMs } = shared;
    const { calls, burst = 0 } = rate;
    const table = this.#tableOf(kind);
    if (takenFrom === 'window') {
      const window = this.#alike(table, windowName(key, rate), windowLeftMs);
      if (window !== undefined) window.used = Math.min(calls, window.used + 1);
    }
    if (takenFrom === 'burst') {
      const window = this.#alike(table, burstName(key, rate), burstLeftMs);
      if (window !== undefined) window.used = Math.min(burst, window.used + 1);
    }
    const isUsedUp = left === 0;
    if ((isUsedUp || takenFrom === 'burst') && windowLeftMs > 0) table.begin(windowName(key, rate), windowLeftMs).used = calls;
    if (isUsedUp && burst > 0 && burstLeftMs > 0) table.begin(burstName(key, rate), burstLeftMs).used = burst;
  }

  /** Counters that are kept, by kind. */
  entries(kind: LimitKind): number {
    return this.#tableOf(kind).size;
  }

  #takeFrom(kind: LimitKind, budget: Budget): Taken {
    const { key, rate } = budget;
    const table = this.#tableOf(kind);
    const name = windowName(key, rate);
    const window = table.running(name) ?? table.begin(name, rate.perMs);
    const resetMs = this.#leftMs(window);
    if (window.used < rate.calls) {
      window.used += 1;
      const left = rate.calls - window.used + this.burstLeft(kind, budget);
      return { granted: true, left, resetMs };
    }
    const { burst = 0 } = rate;
    const nameOfBurst = burst === 0 ? '' : burstName(key, rate);
    const extra = burst === 0 ? undefined : (table.running(nameOfBurst) ?? table.begin(nameOfBurst, rate.perMs * burstWindows));
    if (extra === undefined || extra.used >= burst) {
      return { granted: false, left: 0, resetMs };
    }
    extra.used += 1;
    return { granted: true, left: burst - extra.used, resetMs };
  }

  /** The window that runs here, or the next one where the shared one has begun anew; undefined where that has ended, too. */
  #alike(table: WindowTable, name: string, sharedLeftMs: number): Window | undefined {
    const running = table.running(name);
    const isSame =
      running !== undefined && (this.#leftMs(running) > endToleranceMs || sharedLeftMs - this.#leftMs(running) < endToleranceMs);
    if (isSame) return running;
    return sharedLeftMs > 0 ? table.begin(name, sharedLeftMs) : undefined;
  }

  #leftMs({ endsAtMs }: Window): number {
    return endsAtMs - this.#clock.monotonicMs();
  }

  #tableOf(kind: LimitKind): WindowTable {
    const table = this.#tables.get(kind);
    if (table === undefined) throw new RangeError(`nothing is counted as ${kind}`);
    return table;
  }
}

/** The end of a shared window is known to within the time that the answer took. */
const endToleranceMs = 250;

/** A key whose rate changes begins anew. */
function windowName(key: string, { calls, perMs }: Budget['rate']): string {
  return `${calls}/${perMs} ${key}`;
}

function burstName(key: string, { burst, perMs }: Budget['rate']): string {
  return `+${burst}/${perMs} ${key}`;
}
