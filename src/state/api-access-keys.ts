import type { Clock } from '../domain/clock.ts';
import type { AccessKey } from '../domain/panel-state.ts';
import { type Digest, digestsEqual } from '../domain/secret.ts';
import type { ToldKey } from '../hestia/access-key-list.ts';
import type { ListedKey } from '../hestia/access-keys-list.ts';
import { panelLists } from '../hestia/panel-lists.ts';
import { printableText } from '../hestia/printable-text.ts';
import { isUserName } from '../hestia/user-file.ts';
import type { ApiRound } from './api-round.ts';

/** A key that the panel lists. */
interface Entry {
  readonly listed: ListedKey;
  /** What it said when it was first asked for alone. */
  readonly first?: { readonly secretDigest: Digest; readonly atMs: number };
  /** Two readings of it agree, so it counts. */
  readonly key?: AccessKey;
  /** Why it does not count, in words. */
  readonly fault?: string;
}

export interface ApiAccessKeysOptions {
  readonly clock: Clock;
  readonly agreeMs: number;
  /** Ids of the root user's keys that may have no profile. */
  readonly rootKeys: ReadonlySet<string>;
}

/**
 * The access keys that the panel lists. It presets what it does not find in a key's file yet, so a key that is new or says something new
 * is off until two readings of it agree. One that is no longer listed is off at once.
 */
export class ApiAccessKeys {
  readonly #options: ApiAccessKeysOptions;
  #entries: Map<string, Entry> | undefined;

  constructor(options: ApiAccessKeysOptions) {
    this.#options = options;
  }

  /** The keys that count; undefined while the panel has listed none. */
  value(rootUser: string | undefined): ReadonlyMap<string, AccessKey> | undefined {
    const keys = [...(this.#entries ?? [])].flatMap(([, { key }]) => (key === undefined ? [] : [judgedByOwner(key, rootUser)]));
    if (this.#entries === undefined) return undefined;
    return new Map(keys.filter((key) => !this.#mayBeForged(key, rootUser)).map((key) => [key.id, key]));
  }

  /** Whom the listed keys belong to. */
  owners(): readonly string[] {
    return [...(this.#entries ?? [])].map(([, { listed }]) => listed.user).filter(isUserName);
  }

  warnings(rootUser: string | undefined): readonly string[] {
    return [...(this.#entries ?? [])].flatMap(([id, { listed, fault }]) => {
      const why = fault ?? this.#whyNot(listed, rootUser);
      return why === undefined ? [] : [`access key ${id} is off: ${why}`];
    });
  }

  async readList(round: ApiRound): Promise<void> {
    const answer = await round.ask(panelLists.accessKeys);
    if (answer.kind !== 'facts') return;
    const before = this.#entries;
    const entries = [...answer.facts].map(([id, listed]): [string, Entry] => {
      const entry = before?.get(id);
      return [id, entry?.listed.fingerprint === listed.fingerprint ? entry : { listed }];
    });
    this.#entries = new Map(entries);
  }

  /** Asks for the keys that do not count yet, one by one. */
  async readKeys(round: ApiRound, rootUser: string | undefined): Promise<void> {
    for (const [id, { listed, key, first }] of this.#entries ?? []) {
      if (key !== undefined) continue;
      if (this.#whyNot(listed, rootUser) !== undefined) {
        // Nothing of it is waited for, also if it was before the root user became another.
        this.#entries?.set(id, { listed });
        continue;
      }
      const askedAtMs = this.#options.clock.monotonicMs();
      if (first !== undefined && askedAtMs - first.atMs < this.#options.agreeMs) continue;
      const answer = await round.ask(panelLists.accessKey(id));
      if (answer.kind === 'facts') this.#entries?.set(id, this.#entryAfter(answer.facts, { listed, ...(first && { first }) }));
      else if (answer.kind === 'absent') this.#entries?.delete(id);
      else this.#entries?.set(id, { listed });
    }
  }

  /** Until the second reading of a key is due; undefined when there is none to wait for. */
  dueInMs(): number | undefined {
    let firstAtMs = Number.POSITIVE_INFINITY;
    for (const { first, key } of this.#entries?.values() ?? []) {
      if (key === undefined && first !== undefined) firstAtMs = Math.min(firstAtMs, first.atMs);
    }
    if (firstAtMs === Number.POSITIVE_INFINITY) return undefined;
    return Math.max(0, firstAtMs + this.#options.agreeMs - this.#options.clock.monotonicMs());
  }

  #entryAfter({ listed, secretDigest }: ToldKey, { first, ...before }: Entry): Entry {
    if (secretDigest === undefined) return { ...before, fault: 'its secret is not 40 characters of the expected form' };
    // One of the two is older: the next list tells.
    if (listed.fingerprint !== before.listed.fingerprint) return { ...before, fault: 'its list and itself do not agree' };
    if (first === undefined || !digestsEqual(first.secretDigest, secretDigest)) {
      return { ...before, first: { secretDigest, atMs: this.#options.clock.monotonicMs() } };
    }
    const { id, user, permissions } = listed;
    return { ...before, key: Object.freeze({ id, secretDigest, user, permissions }) };
  }

  /** Why the panel is not even asked for its secret; undefined: it is. */
  #whyNot({ id, user, permissions, isDated }: ListedKey, rootUser: string | undefined): string | undefined {
    if (!isDated) return 'it has no DATE, so its file is half written';
    if (!isUserName(user)) return `USER is not a user's name, found "${printableText(user)}"`;
    if (!this.#mayBeForged({ id, user, permissions }, rootUser)) return undefined;
    return `it is listed as the root user's without a profile, as a forged one is too: name its id in state.api.rootKeys if it is meant`;
  }

  #mayBeForged({ id, user, permissions }: Pick<AccessKey, 'id' | 'user' | 'permissions'>, rootUser: string | undefined): boolean {
    return permissions.kind === 'everything' && user === rootUser && !this.#options.rootKeys.has(id);
  }
}

/** Nothing named is everything for the root user's keys and nothing for another's. */
function judgedByOwner(key: AccessKey, rootUser: string | undefined): AccessKey {
  if (key.permissions.kind !== 'everything' || key.user === rootUser) return key;
  return Object.freeze({ ...key, permissions: Object.freeze({ kind: 'profiles', names: [] }) });
}
