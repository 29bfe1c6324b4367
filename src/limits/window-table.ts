import type { Clock } from '../domain/clock.ts';

/** So many, until it ends; then it is as if there had been none. */
export interface Window {
  used: number;
  readonly endsAtMs: number;
  /** Since it was last passed over. */
  wasUsed: boolean;
}

/**
 * Fixed windows by name. Each begins with the first call and ends as a whole.
 *
 * Bounded: at most `maxEntries` are kept. When there are more, the oldest goes that has ended or was not used since it was last passed over.
 * Windows are not put in order at each use: a Map whose entries are moved again and again leaves a trail for the collector.
 */
export class WindowTable {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  readonly #windows = new Map<string, Window>();

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
    if (window === undefined || window.endsAtMs <= this.#clock.monotonicMs()) return undefined;
    window.wasUsed = true;
    return window;
  }

  /** Begins one, in place of any other. */
  begin(name: string, lastsMs: number): Window {
    const window = { used: 0, endsAtMs: this.#clock.monotonicMs() + lastsMs, wasUsed: false };
    this.#windows.delete(name);
    this.#windows.set(name, window);
    this.#dropOld();
    return window;
  }

  delete(name: string): void {
    this.#windows.delete(name);
  }

  entries(): IterableIterator<[string, Window]> {
    return this.#windows.entries();
  }

  /** For each window that begins the two oldest go if they have ended, so that a flood leaves nothing behind. */
  #dropOld(): void {
    const nowMs = this.#clock.monotonicMs();
    let dropped = 0;
    for (const [name, window] of this.#windows) {
      const hasEnded = window.endsAtMs <= nowMs;
      const mustDrop = this.#windows.size > this.#maxEntries;
      if (dropped === maxDropped || (!hasEnded && !mustDrop)) return;
      this.#windows.delete(name);
      // Ends: whoever is passed over is not used any more, so the second round finds one at the latest.
      if (hasEnded || !window.wasUsed) dropped += 1;
      else this.#putBack(name, window);
    }
  }

  #putBack(name: string, window: Window): void {
    window.wasUsed = false;
    this.#windows.set(name, window);
  }
}

const maxDropped = 2;
