import { randomInt } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { Round } from './round.ts';
import type { Window } from './window-table.ts';

/** Of windows of two processes do not meet by chance. */
const maxFirstMark = 2 ** 47;

export interface NamedWindow extends Window {
  /** Tells it from any other window of its name, in whichever process it began, whatever becomes of the clock. */
  readonly mark: number;
}

/** Windows whose names can be asked for, for names of which there are never many. Beyond `maxEntries` the next in turn goes. */
export class NamedWindows {
  readonly #clock: Clock;
  #maxEntries: number;
  readonly #windows = new Map<string, NamedWindow>();
  #lastMark = randomInt(maxFirstMark);
  readonly #round = new Round(this.#windows);

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** Bounds the number of windows from now on; the next in turn are dropped. */
  keepAtMost(maxEntries: number): void {
    this.#maxEntries = maxEntries;
    while (this.#windows.size > maxEntries) this.#dropNext();
  }

  /** The window that runs; undefined: none does. */
  running(name: string): NamedWindow | undefined {
    const window = this.#windows.get(name);
    return window === undefined || window.endsAtMs <= this.#clock.monotonicMs() ? undefined : window;
  }

  /**
   * Begins one, in place of any other.
   *
   * @param mark of a window that was begun elsewhere
   */
  begin(name: string, lastsMs: number, mark = this.#newMark()): NamedWindow {
    const window = { used: 0, endsAtMs: this.#clock.monotonicMs() + lastsMs, mark };
    if (!this.#windows.has(name) && this.#windows.size >= this.#maxEntries) this.#dropNext();
    this.#windows.set(name, window);
    return window;
  }

  delete(name: string): void {
    this.#windows.delete(name);
  }

  /** Those that run. */
  all(): (readonly [string, NamedWindow])[] {
    const nowMs = this.#clock.monotonicMs();
    return [...this.#windows].filter(([, { endsAtMs }]) => endsAtMs > nowMs);
  }

  #dropNext(): void {
    const [next = ''] = this.#round.next() ?? [];
    this.#windows.delete(next);
  }

  #newMark(): number {
    this.#lastMark += 1;
    return this.#lastMark;
  }
}
