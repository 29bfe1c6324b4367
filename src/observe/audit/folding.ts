import type { Clock } from '../../domain/clock.ts';
import type { Reason } from '../../domain/call/denials.ts';

/** Refusals of one reason from one prefix that have been counted instead of told one by one. */
export interface Fold {
  readonly reason: Reason;
  /** As `prefixOf` gives it, or `others`. */
  readonly prefix: string;
  readonly count: number;
  /** Wall clock of the first and of the last of them. */
  readonly fromMs: number;
  readonly toMs: number;
}

interface Window {
  readonly reason: Reason;
  readonly prefix: string;
  readonly endsAtMs: number;
  singles: number;
  count: number;
  fromMs: number;
  toMs: number;
}

const windowMs = 1000;
const maxSingles = 10;

/** Decides which refusals of a flood get a line of their own, and counts all others: none is lost between the two. */
export class Folding {
  readonly #clock: Clock;
  readonly #maxWindows: number;
  /** In the order in which they end. */
  readonly #windows = new Map<string, Window>();
  #countingWindows = 0;
  #firstEndsAtMs = Number.POSITIVE_INFINITY;

  /** @param options.maxWindows reasons and prefixes that are told apart; those beyond share one window for each reason */
  constructor(options: { readonly clock: Clock; readonly maxWindows: number }) {
    this.#clock = options.clock;
    this.#maxWindows = options.maxWindows;
  }

  /** There are refusals that `settle` has yet to tell. */
  get isCounting(): boolean {
    return this.#countingWindows > 0;
  }

  /**
   * True: this refusal has a line of its own. False: it has been counted.
   *
   * @param hasRoom false: it is counted in any case, because lines cannot be written now
   */
  admits(reason: Reason, prefix: string, hasRoom: boolean): boolean {
    const window = this.#windowOf(reason, prefix);
    if (hasRoom && window.singles < maxSingles) {
      window.singles += 1;
      return true;
    }
    window.toMs = this.#clock.wallMs();
    if (window.count === 0) {
      window.fromMs = window.toMs;
      this.#countingWindows += 1;
    }
    window.count += 1;
    return false;
  }

  /** Tells the counts of the seconds that are over, as long as there is room for them; the others are kept and grow. */
  settle(tell: (fold: Fold) => void, hasRoom: () => boolean): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#firstEndsAtMs) this.#settleUntil(nowMs, tell, hasRoom);
  }

  /** Tells all counts, also of the second that is not over. */
  settleAll(tell: (fold: Fold) => void): void {
    this.#settleUntil(Number.POSITIVE_INFINITY, tell, () => true);
  }

  #settleUntil(nowMs: number, tell: (fold: Fold) => void, hasRoom: () => boolean): void {
    this.#firstEndsAtMs = Number.POSITIVE_INFINITY;
    for (const [name, window] of this.#windows) {
      if (window.endsAtMs > nowMs || (window.count > 0 && !hasRoom())) {
        this.#firstEndsAtMs = window.endsAtMs;
        return;
      }
      this.#windows.delete(name);
      if (window.count > 0) {
        this.#countingWindows -= 1;
        tell(window);
      }
    }
  }

  #windowOf(reason: Reason, prefix: string): Window {
    const name = `${reason} ${prefix}`;
    const window = this.#windows.get(name);
    if (window !== undefined) return window;
    if (this.#windows.size < this.#maxWindows) return this.#open(name, reason, prefix);
    const common = `${reason} others`;
    return this.#windows.get(common) ?? this.#open(common, reason, 'others');
  }

  #open(name: string, reason: Reason, prefix: string): Window {
    const endsAtMs = this.#clock.monotonicMs() + windowMs;
    const window = { reason, prefix, endsAtMs, singles: 0, count: 0, fromMs: 0, toMs: 0 };
    this.#windows.set(name, window);
    if (this.#windows.size === 1) this.#firstEndsAtMs = endsAtMs;
    return window;
  }
}
