import type { Clock } from '../../domain/clock.ts';
import { nameOf } from './ban-table.ts';
import { banLengthMs, type Terms, type UnknownSubject } from './failure-store.ts';
import { hashName, type NameHash, randomHashKey } from '../tables/name-hash.ts';

type UnknownKind = UnknownSubject['kind'];

/** Each subject has a place in every row. */
const rows = 4;
/** Fixed numbers of places, however many ids are invented. */
export const unknownPlaces: Readonly<Record<UnknownKind, number>> = { unknown_pair: rows << 17, unknown_key: rows << 15 };

/**
 * Failed logins with key ids that the panel does not have. They are counted and refused as those of keys that it has, so that no answer tells
 * which ids exist. But they are counted in a fixed number of places, by a hash under a key that nobody knows, so that invented ids take nothing
 * from any other counter.
 *
 * A subject has a place in each of four rows (a count-min sketch), and is refused where all four refuse: the place that it shares with the fewest
 * others decides. After 100,000 failures within a window, of 2,000 fresh ids one at most is refused that should not be.
 *
 * 13 MiB, once that many have failed.
 */
export class UnknownPlaces {
  readonly #clock: Clock;
  readonly #key = randomHashKey();
  readonly #tables: Partial<Record<UnknownKind, Places>> = {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Places in which something was counted. */
  get size(): number {
    return (this.#tables.unknown_pair?.taken ?? 0) + (this.#tables.unknown_key?.taken ?? 0);
  }

  /** As `FailureStore.strike`. */
  strike(subject: UnknownSubject, terms: Terms): number | undefined {
    const refusedMs = this.refusedMs(subject, terms);
    if (refusedMs !== undefined) return refusedMs;
    this.#tables[subject.kind] ??= new Places(unknownPlaces[subject.kind]);
    this.#tables[subject.kind]?.strike(this.#hashOf(subject), terms, this.#clock.monotonicMs());
    return undefined;
  }

  refusedMs(subject: UnknownSubject, { attempts }: Pick<Terms, 'attempts'>): number | undefined {
    const table = this.#tables[subject.kind];
    if (table === undefined) return undefined;
    const nowMs = this.#clock.monotonicMs();
    const leftMs = table.refusedUntilMs(this.#hashOf(subject), attempts, nowMs) - nowMs;
    return leftMs > 0 ? leftMs : undefined;
  }

  failures(subject: UnknownSubject): number {
    return this.#tables[subject.kind]?.failures(this.#hashOf(subject), this.#clock.monotonicMs()) ?? 0;
  }

  isBanned(subject: UnknownSubject): boolean {
    return this.refusedMs(subject, { attempts: Number.POSITIVE_INFINITY }) !== undefined;
  }

  /** Counts its failures no longer, and ends its ban. */
  forget(subject: UnknownSubject): void {
    this.#tables[subject.kind]?.forget(this.#hashOf(subject));
  }

  #hashOf(subject: UnknownSubject): NameHash {
    const hash: NameHash = { high: 0, low: 0 };
    hashName(nameOf(subject), this.#key, hash);
    return hash;
  }
}

const maxLevel = 255;

/** Each number in an array of its own. Times are on the monotonic clock; 0: never. */
class Places {
  taken = 0;
  readonly #inRow: number;
  readonly #used: Uint32Array;
  readonly #endsAtMs: Float64Array;
  readonly #bannedUntilMs: Float64Array;
  readonly #level: Uint8Array;

  constructor(length: number) {
    this.#inRow = length / rows;
    this.#used = new Uint32Array(length);
    this.#endsAtMs = new Float64Array(length);
    this.#bannedUntilMs = new Float64Array(length);
    this.#level = new Uint8Array(length);
  }

  /** Counts in each place that does not refuse by itself. */
  strike(hash: NameHash, terms: Terms, nowMs: number): void {
    let untilMs = Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) {
      const at = this.#placeIn(row, hash);
      if (this.#refusedUntilMs(at, terms.attempts, nowMs) > nowMs) continue;
      this.#count(at, terms, nowMs);
      untilMs = Math.min(untilMs, this.#refusedUntilMs(at, terms.attempts, nowMs));
    }
    if (untilMs <= nowMs) return;
    // All of them refuse now. Those that began earlier, because others share them, do not end earlier for it.
    for (let row = 0; row < rows; row += 1) this.#refuseUntil(this.#placeIn(row, hash), untilMs, nowMs);
  }

  /** What has passed: it is not refused. */
  refusedUntilMs(hash: NameHash, attempts: number, nowMs: number): number {
    let untilMs = Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) {
      untilMs = Math.min(untilMs, this.#refusedUntilMs(this.#placeIn(row, hash), attempts, nowMs));
    }
    return untilMs;
  }

  failures(hash: NameHash, nowMs: number): number {
    let used = Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) {
      const at = this.#placeIn(row, hash);
      used = Math.min(used, (this.#endsAtMs[at] ?? 0) > nowMs ? (this.#used[at] ?? 0) : 0);
    }
    return used;
  }

  forget(hash: NameHash): void {
    for (let row = 0; row < rows; row += 1) {
      const at = this.#placeIn(row, hash);
      this.#used[at] = 0;
      this.#bannedUntilMs[at] = 0;
      this.#level[at] = 0;
    }
  }

  #count(at: number, { attempts, perMs, ban }: Terms, nowMs: number): void {
    if (this.#endsAtMs[at] === 0) this.taken += 1;
    // After `forget` a window begins anew, too.
    if (this.#used[at] === 0 || (this.#endsAtMs[at] ?? 0) <= nowMs) {
      this.#used[at] = 0;
      this.#endsAtMs[at] = nowMs + perMs;
    }
    this.#used[at] = (this.#used[at] ?? 0) + 1;
    if (ban === undefined || (this.#used[at] ?? 0) < attempts) return;
    this.#used[at] = 0;
    const bannedUntilMs = this.#bannedUntilMs[at] ?? 0;
    const isRemembered = bannedUntilMs > 0 && bannedUntilMs + ban.maxMs > nowMs;
    const level = Math.min(maxLevel, (isRemembered ? (this.#level[at] ?? 0) : 0) + 1);
    this.#level[at] = level;
    this.#bannedUntilMs[at] = nowMs + banLengthMs(ban, level);
  }

  #refusedUntilMs(at: number, attempts: number, nowMs: number): number {
    const bannedUntilMs = this.#bannedUntilMs[at] ?? 0;
    if (bannedUntilMs > nowMs) return bannedUntilMs;
    return (this.#used[at] ?? 0) >= attempts ? (this.#endsAtMs[at] ?? 0) : 0;
  }

  #refuseUntil(at: number, untilMs: number, nowMs: number): void {
    const times = (this.#bannedUntilMs[at] ?? 0) > nowMs ? this.#bannedUntilMs : this.#endsAtMs;
    times[at] = Math.max(times[at] ?? 0, untilMs);
  }

  #placeIn(row: number, { high, low }: NameHash): number {
    return row * this.#inRow + ((low + Math.imul(row, high | 1)) & (this.#inRow - 1));
  }
}
