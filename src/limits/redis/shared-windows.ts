import type { Clock } from '../../domain/clock.ts';
import type { Budget, LimitKind, Taken } from '../../domain/limiter.ts';
import { burstWindows } from '../burst-windows.ts';
import { defineLimitScripts } from './limit-scripts.ts';
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

/** One key's window of one limit. A key whose rate changes begins anew, because the rate is part of the name. */
interface SharedWindow {
  readonly name: string;
  readonly calls: number;
  readonly perMs: number;
}

/** The windows of one panel's limits in Redis. They begin with the first call and end as a whole. */
export class SharedWindows {
  readonly #options: SharedWindowsOptions;

  constructor(options: SharedWindowsOptions) {
    this.#options = options;
    defineLimitScripts(options.link.client);
  }

  /** @throws RedisAwayError */
  async take(patience: Patience, kind: LimitKind, budget: Budget): Promise<Taken> {
    const taken = await this.#takeFrom(this.#windowOf(kind, budget), patience);
    const { burst = 0 } = budget.rate;
    if (taken.granted || burst === 0) return taken;
    const fromBurst = await this.#takeFrom(this.#burstOf(kind, budget), patience);
    // Until the window ends, not until the burst is back: then there are calls again.
    return fromBurst.granted ? { ...fromBurst, resetMs: taken.resetMs, fromBurst: true } : taken;
  }

  /** Nobody waits for it: where it is lost, a call stays counted. */
  giveBack(kind: LimitKind, budget: Budget, { endsAtMs, fromBurst }: Taken): void {
    const { link, clock } = this.#options;
    const { name } = fromBurst ? this.#burstOf(kind, budget) : this.#windowOf(kind, budget);
    const leftMs = Math.round(endsAtMs - clock.monotonicMs());
    link.tell((client) => client.hearthgateGiveBack(name, leftMs, endToleranceMs));
  }

  async #takeFrom({ name, calls, perMs }: SharedWindow, patience: Patience): Promise<Taken> {
    const { link, clock } = this.#options;
    const answer = await link.ask(patience, (client) => client.hearthgateTake(name, Math.floor(perMs / 1000), calls));
    const [used, leftMs]: readonly unknown[] = Array.isArray(answer) ? answer : [];
    const resetMs = Math.max(0, Number(leftMs));
    return {
      granted: Number(used) <= calls,
      left: Math.max(0, calls - Number(used)),
      resetMs,
      endsAtMs: clock.monotonicMs() + resetMs,
      fromBurst: false,
    };
  }

  #windowOf(kind: LimitKind, { key, rate: { calls, perMs } }: Budget): SharedWindow {
    return { name: this.#nameOf(`${kind}:${calls}/${perMs}:${key}`), calls, perMs };
  }

  #burstOf(kind: LimitKind, { key, rate: { burst = 0, perMs } }: Budget): SharedWindow {
    return { name: this.#nameOf(`${kind}:+${burst}/${perMs}:${key}`), calls: burst, perMs: perMs * burstWindows };
  }

  #nameOf(name: string): string {
    return `{${this.#options.prefix}}:${name}`;
  }
}
