import type { Clock } from '../domain/clock.ts';
import { type Budget, type Limiter, type LimitKind, limitKinds, type Taken } from '../domain/limiter.ts';
import { burstWindows } from './burst-windows.ts';
import { LimitTally } from './limit-tally.ts';
import { type Window, WindowTable } from './window-table.ts';

/**
 * Counts in this process, in fixed windows that begin with the first call; of each kind at most `maxEntries` are kept.
 *
 * Its own windows instead of a library's: they need neither a timer nor a promise each, and there can never be more than a number of them.
 */
export class MemoryLimiter implements Limiter {
  readonly tally = new LimitTally();
  readonly #clock: Clock;
  readonly #tables: ReadonlyMap<LimitKind, WindowTable>;

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#tables = new Map(limitKinds.map((kind) => [kind, new WindowTable(clock, maxEntries)]));
  }

  take(kind: LimitKind, budget: Budget): Taken {
    const taken = this.#takeFrom(kind, budget);
    this.tally.note(kind, budget.rate.calls, taken);
    return taken;
  }

  giveBack(kind: LimitKind, { key, rate }: Budget, { endsAtMs, fromBurst }: Taken): void {
    const window = this.#tableOf(kind).running(fromBurst ? burstName(key, rate) : windowName(key, rate));
    // A window that has ended meanwhile owes nothing: giving back into the next one would grant one call too many.
    if (window !== undefined && window.endsAtMs === endsAtMs && window.used > 0) window.used -= 1;
  }

  look(kind: LimitKind, { key, rate }: Budget): Pick<Taken, 'left' | 'resetMs'> {
    const table = this.#tableOf(kind);
    const window = table.running(windowName(key, rate));
    const burst = this.burstLeft(kind, { key, rate });
    if (window === undefined) return { left: rate.calls + burst, resetMs: rate.perMs };
    return { left: Math.max(0, rate.calls - window.used) + burst, resetMs: this.#leftMs(window) };
  }

  /** What is left of a burst. */
  burstLeft(kind: LimitKind, { key, rate }: Budget): number {
    const { burst = 0 } = rate;
    if (burst === 0) return 0;
    return burst - (this.#tableOf(kind).running(burstName(key, rate))?.used ?? 0);
  }

  /**
   * Counts a call that a store which several gateways share has granted, so that this gateway alone never grants more than the limit, also
   * where that store loses its counters.
   *
   * @param shared what the store answered
   * @returns false where this gateway alone has granted the whole limit in a window that still runs
   */
  followShared(kind: LimitKind, { key, rate }: Budget, shared: Taken): boolean {
    const table = this.#tableOf(kind);
    const [name, calls] = shared.fromBurst ? [burstName(key, rate), rate.burst ?? 0] : [windowName(key, rate), rate.calls];
    const running = table.running(name);
    // The end of a shared window is known to within the time that the answer took.
    const isSame =
      running !== undefined && (this.#leftMs(running) > endToleranceMs || shared.endsAtMs - running.endsAtMs < endToleranceMs);
    const window = isSame ? running : table.begin(name, shared.resetMs);
    if (window.used >= calls) return false;
    window.used += 1;
    return true;
  }

  /** When the window ends that runs here, on the gateway's monotonic clock; now, where none does. */
  endOf(kind: LimitKind, { key, rate }: Budget, isBurst: boolean): number {
    const window = this.#tableOf(kind).running(isBurst ? burstName(key, rate) : windowName(key, rate));
    return window?.endsAtMs ?? this.#clock.monotonicMs();
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
      return { granted: true, left, resetMs, endsAtMs: window.endsAtMs, fromBurst: false };
    }
    const { burst = 0 } = rate;
    const nameOfBurst = burst === 0 ? '' : burstName(key, rate);
    const extra = burst === 0 ? undefined : (table.running(nameOfBurst) ?? table.begin(nameOfBurst, rate.perMs * burstWindows));
    if (extra === undefined || extra.used >= burst) {
      return { granted: false, left: 0, resetMs, endsAtMs: window.endsAtMs, fromBurst: false };
    }
    extra.used += 1;
    return { granted: true, left: burst - extra.used, resetMs, endsAtMs: extra.endsAtMs, fromBurst: true };
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

const endToleranceMs = 250;

/** A key whose rate changes begins anew. */
function windowName(key: string, { calls, perMs }: Budget['rate']): string {
  return `${calls}/${perMs} ${key}`;
}

function burstName(key: string, { burst, perMs }: Budget['rate']): string {
  return `+${burst}/${perMs} ${key}`;
}
