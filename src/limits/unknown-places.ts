import type { Clock } from '../domain/clock.ts';
import { nameOf } from './ban-table.ts';
import { banLengthMs, type Terms, type UnknownSubject } from './failure-store.ts';
import { hashName, type NameHash, randomHashKey } from './name-hash.ts';

/** So many, however many ids are invented. */
export const unknownPlaces = 1 << 15;

/**
 * Failed logins with key ids that the panel does not have. They are counted and refused as those of keys that it has, so that no answer tells
 * which ids exist. But each has one of a fixed number of places, by a hash under a key that nobody knows, so that invented ids take nothing from
 * any other counter. Two ids in one place share it.
 *
 * 950 KiB, once the first one has failed.
 */
export class UnknownPlaces {
  readonly #clock: Clock;
  readonly #key = randomHashKey();
  #places: Places | undefined;
  #taken = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Places in which something was counted. */
  get size(): number {
    return this.#taken;
  }

  /** As `FailureStore.strike`. */
  strike(subject: UnknownSubject, { attempts, perMs, ban }: Terms): number | undefined {
    const refusedMs = this.refusedMs(subject, { attempts });
    if (refusedMs !== undefined) return refusedMs;
    this.#places ??= new Places();
    const { used, endsAtMs, bannedUntilMs, level, forgottenAtMs } = this.#places;
    const at = placeOf(subject, this.#key);
    const nowMs = this.#clock.monotonicMs();
    if (endsAtMs[at] === 0) this.#taken += 1;
    if ((endsAtMs[at] ?? 0) <= nowMs) {
      used[at] = 0;
      endsAtMs[at] = nowMs + perMs;
    }
    used[at] = (used[at] ?? 0) + 1;
    if (ban === undefined || (used[at] ?? 0) < attempts) return undefined;
    used[at] = 0;
    level[at] = Math.min(maxLevel, ((forgottenAtMs[at] ?? 0) > nowMs ? (level[at] ?? 0) : 0) + 1);
    bannedUntilMs[at] = nowMs + banLengthMs(ban, level[at] ?? 1);
    forgottenAtMs[at] = (bannedUntilMs[at] ?? 0) + ban.maxMs;
    return undefined;
  }

  refusedMs(subject: UnknownSubject, { attempts }: Pick<Terms, 'attempts'>): number | undefined {
    if (this.#places === undefined) return undefined;
    const { used, endsAtMs, bannedUntilMs } = this.#places;
    const at = placeOf(subject, this.#key);
    const nowMs = this.#clock.monotonicMs();
    const bannedMs = (bannedUntilMs[at] ?? 0) - nowMs;
    if (bannedMs > 0) return bannedMs;
    const leftMs = (endsAtMs[at] ?? 0) - nowMs;
    return leftMs > 0 && (used[at] ?? 0) >= attempts ? leftMs : undefined;
  }

  failures(subject: UnknownSubject): number {
    const at = placeOf(subject, this.#key);
    return (this.#places?.endsAtMs[at] ?? 0) > this.#clock.monotonicMs() ? (this.#places?.used[at] ?? 0) : 0;
  }

  /** Counts its failures no longer, and ends its ban. */
  forget(subject: UnknownSubject): void {
    if (this.#places === undefined) return;
    const { used, bannedUntilMs, forgottenAtMs } = this.#places;
    const at = placeOf(subject, this.#key);
    used[at] = 0;
    bannedUntilMs[at] = 0;
    forgottenAtMs[at] = 0;
  }
}

/** Which place it has, under this key. */
export function placeOf(subject: UnknownSubject, key: NameHash): number {
  const hash: NameHash = { high: 0, low: 0 };
  hashName(nameOf(subject), key, hash);
  return hash.low & (unknownPlaces - 1);
}

const maxLevel = 255;

/** Each number in an array of its own. Times are on the monotonic clock; 0: never. */
class Places {
  readonly used = new Uint32Array(unknownPlaces);
  readonly endsAtMs = new Float64Array(unknownPlaces);
  readonly bannedUntilMs = new Float64Array(unknownPlaces);
  readonly forgottenAtMs = new Float64Array(unknownPlaces);
  readonly level = new Uint8Array(unknownPlaces);
}
