import type { Clock } from '../domain/clock.ts';
import { Round } from './round.ts';
import type { Window } from './window-table.ts';

/** Windows whose names can be asked for, for names of which there are never many. Beyond `maxEntries` the next in turn goes. */
export class NamedWindows {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  readonly #windows = new Map<string, Window>();
  readonly #round = new Round(this.#windows);

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** The window that runs; undefined: none does. */
  running(name: string): Window | undefined {
    const window = this.#windows.get(name);
    return window === undefined || window.endsAtMs <= this.#clock.monotonicMs() ? undefined : window;
  }

  /** Begins one, in place of any other. */
  begin(name: string, lastsMs: number): Window {
    const window = { used: 0, endsAtMs: this.#clock.monotonicMs() + lastsMs };
    if (!this.#windows.has(name) && this.#windows.size >= this.#maxEntries) {
      const [next = ''] = this.#round.next() ?? [];
      this.#windows.delete(next);
    }
    this.#windows.set(name, window);
    return window;
  }

  delete(name: string): void {
    this.#windows.delete(name);
  }

  /** Those that run. */
  all(): (readonly [string, Window])[] {
    const nowMs = this.#clock.monotonicMs();
    return [...this.#windows].filter(([, { endsAtMs }]) => endsAtMs > nowMs);
  }
}
