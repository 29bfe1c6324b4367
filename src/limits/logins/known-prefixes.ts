import type { Clock } from '../../domain/clock.ts';
import { clockSetWithinMs } from '../tables/clock-set-within.ts';

const dayMs = 86_400_000;
/** How long a success counts. */
export const knownForMs = 30 * dayMs;
/** Prefixes kept of each key, the newest: enough for a client that moves, and a bound for the memory that one key can take. */
export const maxPrefixesPerKey = 64;

interface Success {
  readonly atMs: number;
  /** The clock of `atMs`. What happens in this process is measured by the monotonic clock, because the wall clock may be set. */
  readonly by: 'monotonic' | 'wall';
}

/** From which prefixes a key was used with success lately. Times that are handed in and out are wall clock, because they outlive a restart. */
export class KnownPrefixes {
  readonly #clock: Clock;
  #maxKeys: number;
  readonly #beganAtMs: number;
  readonly #keys = new Map<string, Map<string, Success>>();
  /** The latest success of any key from each prefix, the oldest first. */
  readonly #latest = new Map<string, Success>();

  constructor(clock: Clock, maxKeys: number) {
    this.#clock = clock;
    this.#maxKeys = maxKeys;
    this.#beganAtMs = clock.monotonicMs();
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Bounds the number of keys from now on; the oldest are dropped. */
  keepAtMost(maxKeys: number): void {
    this.#maxKeys = maxKeys;
    dropOldest(this.#keys, maxKeys);
    dropOldest(this.#latest, maxKeys);
  }

  has(key: string, prefix: string): boolean {
    return this.#isFresh(this.#keys.get(key)?.get(prefix), knownForMs);
  }

  /** When the last success was. `today`: within a day, so that it is not worth being written down again. */
  recency(key: string, prefix: string): 'today' | 'lately' | 'never' {
    const success = this.#keys.get(key)?.get(prefix);
    if (this.#isFresh(success, dayMs)) return 'today';
    return this.#isFresh(success, knownForMs) ? 'lately' : 'never';
  }

  /** Any key was used with success from there. */
  hasPrefix(prefix: string): boolean {
    return this.#isFresh(this.#latest.get(prefix), knownForMs);
  }

  /** The same from a prefix of which this holds. */
  hasPrefixWhere(isMeant: (prefix: string) => boolean): boolean {
    for (const [prefix, success] of this.#latest) if (this.#isFresh(success, knownForMs) && isMeant(prefix)) return true;
    return false;
  }

  /**
   * @param atMs of a success elsewhere
   * @returns true where that was not known, or a day ago: then it is worth being written down
   */
  add(key: string, prefix: string, atMs?: number): boolean {
    if (this.#isFresh(this.#keys.get(key)?.get(prefix), dayMs)) return false;
    const success: Success = atMs === undefined ? { atMs: this.#clock.monotonicMs(), by: 'monotonic' } : { atMs, by: 'wall' };
    this.#put(key, prefix, success);
    return true;
  }

  /** Takes over what was read, also what is too old or in the future by this clock; of two times the later one counts. */
  restore(key: string, prefix: string, atMs: number): void {
    if (atMs > (this.atOf(key, prefix) ?? Number.NEGATIVE_INFINITY)) this.#put(key, prefix, { atMs, by: 'wall' });
  }

  /** Key, prefix, time. */
  all(): (readonly [string, string, number])[] {
    const all: (readonly [string, string, number])[] = [];
    for (const known of this.each()) all.push(known);
    return all;
  }

  /** The same, one at a time, while others may come and go. */
  *each(): Generator<readonly [string, string, number]> {
    const isSettled = this.#clock.monotonicMs() - this.#beganAtMs >= clockSetWithinMs;
    for (const [key, prefixes] of this.#keys) {
      for (const [prefix, success] of prefixes) {
        const atMs = this.#wallOf(success);
        if (!isSettled && success.by === 'wall') yield [key, prefix, atMs];
        else if (this.#isFresh(success, knownForMs)) yield [key, prefix, Math.min(atMs, this.#clock.wallMs())];
      }
    }
  }

  atOf(key: string, prefix: string): number | undefined {
    const success = this.#keys.get(key)?.get(prefix);
    return success === undefined ? undefined : this.#wallOf(success);
  }

  #put(key: string, prefix: string, success: Success): void {
    const prefixes = this.#keys.get(key) ?? new Map<string, Success>();
    if (prefixes.size === 0) {
      this.#keys.set(key, prefixes);
      dropOldest(this.#keys, this.#maxKeys);
    }
    prefixes.delete(prefix);
    prefixes.set(prefix, success);
    dropOldest(prefixes, maxPrefixesPerKey);
    const before = this.#latest.get(prefix);
    this.#latest.delete(prefix);
    this.#latest.set(prefix, before !== undefined && this.#wallOf(before) > this.#wallOf(success) ? before : success);
    dropOldest(this.#latest, this.#maxKeys);
  }

  #wallOf({ atMs, by }: Success): number {
    return by === 'wall' ? atMs : Math.round(atMs + this.#clock.wallMs() - this.#clock.monotonicMs());
  }

  #isFresh(success: Success | undefined, withinMs: number): boolean {
    if (success === undefined) return false;
    const nowMs = success.by === 'wall' ? this.#clock.wallMs() : this.#clock.monotonicMs();
    return nowMs - success.atMs < withinMs;
  }
}

function dropOldest(of: Map<string, unknown>, max: number): void {
  if (of.size <= max) return;
  for (const oldest of of.keys()) {
    of.delete(oldest);
    if (of.size <= max) return;
  }
}
