import type { Clock } from '../domain/clock.ts';

const dayMs = 86_400_000;
/** So long a success counts. */
export const knownForMs = 30 * dayMs;
/** The newest of each key. A client that moves has a few, and nobody may fill the memory with one key. */
export const maxPrefixesPerKey = 64;

/** From which prefixes a key was used with success lately. Times are wall clock, because they outlive a restart. */
export class KnownPrefixes {
  readonly #clock: Clock;
  readonly #maxKeys: number;
  readonly #keys = new Map<string, Map<string, number>>();
  /** The latest success of any key from each prefix, the oldest first. */
  readonly #latest = new Map<string, number>();

  constructor(clock: Clock, maxKeys: number) {
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string, prefix: string): boolean {
    return this.#isFresh(this.#keys.get(key)?.get(prefix), knownForMs);
  }

  /** Any key was used with success from there. */
  hasPrefix(prefix: string): boolean {
    return this.#isFresh(this.#latest.get(prefix), knownForMs);
  }

  /** @returns true where that was not known, or a day ago: then it is worth being written down */
  add(key: string, prefix: string, atMs = this.#clock.wallMs()): boolean {
    if (this.#isFresh(this.atOf(key, prefix), dayMs)) return false;
    this.#put(key, prefix, atMs);
    return true;
  }

  /** Takes over what is known from elsewhere; of two times the later one counts. */
  restore(key: string, prefix: string, atMs: number): void {
    if (this.#isFresh(atMs, knownForMs) && atMs > (this.atOf(key, prefix) ?? 0)) this.#put(key, prefix, atMs);
  }

  /** Key, prefix, time. */
  all(): (readonly [string, string, number])[] {
    const all: (readonly [string, string, number])[] = [];
    for (const known of this.each()) all.push(known);
    return all;
  }

  /** The same, one at a time, while others may come and go. */
  *each(): Generator<readonly [string, string, number]> {
    for (const [key, prefixes] of this.#keys) {
      for (const [prefix, atMs] of prefixes) if (this.#isFresh(atMs, knownForMs)) yield [key, prefix, atMs];
    }
  }

  atOf(key: string, prefix: string): number | undefined {
    return this.#keys.get(key)?.get(prefix);
  }

  #put(key: string, prefix: string, atMs: number): void {
    const prefixes = this.#keys.get(key) ?? new Map<string, number>();
    if (prefixes.size === 0) {
      this.#keys.set(key, prefixes);
      dropOldest(this.#keys, this.#maxKeys);
    }
    prefixes.delete(prefix);
    prefixes.set(prefix, atMs);
    dropOldest(prefixes, maxPrefixesPerKey);
    const latestMs = Math.max(atMs, this.#latest.get(prefix) ?? atMs);
    this.#latest.delete(prefix);
    this.#latest.set(prefix, latestMs);
    dropOldest(this.#latest, this.#maxKeys);
  }

  #isFresh(atMs: number | undefined, withinMs: number): boolean {
    return atMs !== undefined && this.#clock.wallMs() - atMs < withinMs;
  }
}

function dropOldest(of: Map<string, unknown>, max: number): void {
  if (of.size <= max) return;
  for (const oldest of of.keys()) {
    of.delete(oldest);
    return;
  }
}
