import type { Charge } from '../../../domain/ledger/ledger.ts';
import { nameOf } from '../../logins/ban-table.ts';
import { burstWindows } from '../../../domain/policy/burst-windows.ts';
import { isUnknown, type Subject } from '../../logins/failure-store.ts';
import { hashKeyIn, hashName, type NameHash, randomHashKey } from '../../tables/name-hash.ts';

/** Of the layout of all that gateways share: another layout has other names. */
const layout = 2;
/** Names for ids that the panel does not have, of each kind, however many ids are invented. */
const unknownNames = 1 << 18;

/**
 * Names of keys of one panel. All begin with the configured prefix, and have one hash tag: a decision is one step, also in a cluster.
 */
export class RedisNames {
  /** Bans by subject: what every script is handed first. */
  readonly bans: string;
  /** Attempts in flight by subject, and when they are given up. */
  readonly inFlight: readonly [string, string];
  /** Bans of the layout before, their ends, the order of their changes. */
  readonly oldBans: readonly [string, string, string];
  readonly #tag: string;
  /** The same for all gateways with the same data, once their mark is known. */
  #unknownKey = randomHashKey();

  /** @param part another set of names, for what is no decision's */
  constructor(prefix: string, panel: string, part: 'probe:' | '' = '') {
    this.#tag = `${prefix}${layout}:{${panel}}:${part}`;
    this.bans = `${this.#tag}bans`;
    const oldTag = `{${prefix}${panel}}:`;
    this.oldBans = [`${oldTag}bans`, `${oldTag}ends`, `${oldTag}changes`];
    this.inFlight = [`${this.#tag}in-flight`, `${this.#tag}leases`];
  }

  /** Which names ids that the panel does not have share is told by the mark of the data, which nobody else knows. */
  useMark(mark: string): void {
    this.#unknownKey = hashKeyIn(Buffer.from(mark.replaceAll('-', '').slice(0, 16).padEnd(16, '0'), 'hex'));
  }

  /** Of a subject in the bans, and in the name of what counts its failures. */
  subject(subject: Subject): string {
    if (!isUnknown(subject)) return nameOf(subject);
    const hash: NameHash = { high: 0, low: 0 };
    hashName(nameOf(subject), this.#unknownKey, hash);
    return `${subject.kind} ${hash.low & (unknownNames - 1)}`;
  }

  /** @param name as `subject` gives it */
  failures(name: string): string {
    return `${this.#tag}failures:${name}`;
  }

  known(key: string): string {
    return `${this.#tag}known:${key}`;
  }

  /** A key whose rate changes begins anew, because the rate is part of the name. */
  window({ limit, key, rate: { calls, perMs } }: Charge): string {
    return `${this.#tag}${limit}:${calls}/${perMs}:${key}`;
  }

  burst({ limit, key, rate: { burst = 0, perMs } }: Charge): string {
    return `${this.#tag}${limit}:+${burst}/${perMs * burstWindows}:${key}`;
  }
}
