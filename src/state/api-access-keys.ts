import type { Clock } from '../domain/clock.ts';
import type { AccessKey } from '../domain/panel-state.ts';
import { digestsEqual } from '../domain/secret.ts';
import type { ToldKey } from '../hestia/access-key-list.ts';
import type { ListedKey } from '../hestia/access-keys-list.ts';
import { panelLists } from '../hestia/panel-lists.ts';
import { isUserName } from '../hestia/user-file.ts';
import { type BrokenKey, type ListedEntry, type ReadableKey, whatCounts, whatCountsOf } from './api-key-entry.ts';
import { ApiKeyRule } from './api-key-rule.ts';
import type { Answer, ApiRound } from './api-round.ts';
import type { KnownNow } from './asked-one-by-one.ts';

export interface ApiAccessKeysOptions {
  readonly clock: Clock;
  readonly agreeMs: number;
  /** A key that breaks keeps its last good form for so long, and the keys are then listed once more. */
  readonly graceMs: number;
  /** Ids of the root user's keys that may have no profile. */
  readonly rootKeys: ReadonlySet<string>;
}

export interface ReadKeysOptions {
  readonly rootUser: string | undefined;
  /** Called after each key that counts from now on. */
  readonly confirmed: () => void;
  /** Asked after each question: something else is more urgent. */
  readonly mustEnd: () => boolean;
}

/**
 * The access keys that the panel lists. It presets what it does not find in a key's file yet, so a key that is new, or has another user or other
 * permissions, is unknown until two readings of it agree. One that is no longer listed is off at once.
 */
export class ApiAccessKeys {
  readonly #options: ApiAccessKeysOptions;
  readonly #rule: ApiKeyRule;
  #entries: Map<string, ListedEntry> | undefined;
  #relistAtMs: number | undefined;

  constructor(options: ApiAccessKeysOptions) {
    this.#options = options;
    this.#rule = new ApiKeyRule(options.rootKeys);
  }

  /** Undefined until the panel has listed them. */
  now(rootUser: string | undefined): KnownNow<AccessKey> | undefined {
    if (this.#entries === undefined) return undefined;
    const good = new Map<string, AccessKey>();
    const broken = new Map<string, string>();
    const unanswered = new Set<string>();
    for (const [id, entry] of this.#entries) {
      const key = this.#keyOf(entry);
      const why = this.#whyOff(entry, rootUser);
      if (key !== undefined && this.#rule.whyNot(key, rootUser) === undefined) good.set(id, key);
      else if (why === undefined) unanswered.add(id);
      else broken.set(id, why);
    }
    return { good, broken, unanswered };
  }

  /** Whom the listed keys belong to. */
  owners(): readonly string[] {
    const owners = [...(this.#entries?.values() ?? [])].flatMap((entry) => this.#ownerOf(entry) ?? []);
    return owners.filter(isUserName);
  }

  /** @returns whether the keys, their users or their permissions are others than before; undefined: the panel did not list them */
  async readList(round: ApiRound): Promise<boolean | undefined> {
    const answer = await round.ask(panelLists.accessKeys);
    if (answer.kind !== 'facts') return undefined;
    const before = this.#entries ?? new Map<string, ListedEntry>();
    const entries = new Map<string, ListedEntry>();
    this.#relistAtMs = undefined;
    for (const [id, listed] of answer.facts) entries.set(id, this.#entryOf(listed, before.get(id)));
    for (const [id, fault] of answer.broken ?? []) entries.set(id, this.#brokenAfter(before.get(id), fault));
    this.#entries = entries;
    return entries.size !== before.size || [...entries].some(([id, entry]) => whatCounts(entry) !== whatCounts(before.get(id)));
  }

  /** Keys with a fault are asked for again. */
  setDue(): void {
    for (const [id, entry] of this.#entries ?? []) {
      if (entry.kind === 'new' && entry.fault !== undefined) this.#entries?.set(id, { kind: 'new', listed: entry.listed });
    }
  }

  /** The panel is asked whether this key still has its secret. */
  doubt(id: string): void {
    const entry = this.#entries?.get(id);
    if (entry?.kind === 'confirmed') this.#entries?.set(id, { ...entry, recheck: 'doubted' });
  }

  /** A key is in doubt, and the panel has not been asked for it since. */
  hasDoubts(): boolean {
    return [...(this.#entries?.values() ?? [])].some((entry) => entry.kind === 'confirmed' && entry.recheck === 'doubted');
  }

  /** Asks for the keys that are due, one by one. */
  async readKeys(round: ApiRound, { rootUser, confirmed, mustEnd }: ReadKeysOptions): Promise<void> {
    const asked = new Set<string>();
    while (!round.isOver) {
      const [id, before] = this.#nextDue(asked, rootUser) ?? [];
      if (id === undefined || before === undefined) return;
      asked.add(id);
      const entry = this.#entryAfter(await round.ask(panelLists.accessKey(id)), before);
      if (entry === undefined) this.#entries?.delete(id);
      else this.#entries?.set(id, entry);
      if (entry?.kind === 'confirmed') confirmed();
      if (mustEnd()) return;
    }
  }

  /** Until the second reading of a key is due; undefined when there is none to wait for. */
  keysDueInMs(rootUser: string | undefined): number | undefined {
    const firsts = [...(this.#entries?.values() ?? [])].flatMap((entry) =>
      entry.kind === 'new' && this.#rule.whyNot(entry.listed, rootUser) === undefined ? (entry.first?.atMs ?? []) : [],
    );
    if (firsts.length === 0) return undefined;
    const firstAtMs = firsts.reduce((least, atMs) => Math.min(least, atMs));
    return Math.max(0, firstAtMs + this.#options.agreeMs - this.#options.clock.monotonicMs());
  }

  /** Until the keys are to be listed again, because one broke; undefined: as usual. */
  listDueInMs(): number | undefined {
    if (this.#relistAtMs === undefined) return undefined;
    return Math.max(0, this.#relistAtMs - this.#options.clock.monotonicMs());
  }

  /** Confirmed keys come first, and second readings before first ones, so that no key waits for all others. */
  #nextDue(asked: ReadonlySet<string>, rootUser: string | undefined): readonly [string, ReadableKey] | undefined {
    let next: { readonly rank: number; readonly entry: readonly [string, ReadableKey] } | undefined;
    for (const [id, entry] of this.#entries ?? []) {
      if (entry.kind === 'broken' || this.#rule.whyNot(entry.listed, rootUser) !== undefined) continue;
      const rank = this.#rankOf(entry, asked.has(id));
      if (rank < (next?.rank ?? notDue)) next = { rank, entry: [id, entry] };
    }
    return next?.entry;
  }

  #rankOf(entry: ReadableKey, wasAsked: boolean): number {
    if (entry.kind === 'confirmed') return entry.recheck === undefined || wasAsked ? notDue : 0;
    if (entry.first === undefined) return entry.fault !== undefined || wasAsked ? notDue : 2;
    return this.#options.clock.monotonicMs() - entry.first.atMs < this.#options.agreeMs ? notDue : 1;
  }

  #entryOf(listed: ListedKey, before: ListedEntry | undefined): ListedEntry {
    if (!listed.isDated) return this.#brokenAfter(before, 'it has no DATE, so its file is half written');
    if (before === undefined) return { kind: 'new', listed };
    if (before.kind !== 'broken' && before.listed.fingerprint === listed.fingerprint) return before;
    const key = this.#keyOf(before);
    // Its file was written anew, so that its secret may be another one; until that is known it stays what it was.
    if (key !== undefined && whatCountsOf(key) === whatCountsOf(listed))
      return { kind: 'confirmed', listed, key, recheck: 'rewritten' };
    return { kind: 'new', listed };
  }

  #brokenAfter(before: ListedEntry | undefined, fault: string): BrokenKey {
    if (before?.kind === 'broken') return { ...before, fault };
    this.#relist();
    const sinceMs = this.#options.clock.monotonicMs();
    return { kind: 'broken', fault, sinceMs, before: before && this.#keyOf(before) };
  }

  /** Undefined: the panel does not have it any more. */
  #entryAfter(answer: Answer<ToldKey>, before: ReadableKey): ReadableKey | undefined {
    const { listed } = before;
    switch (answer.kind) {
      case 'absent':
        return undefined;
      case 'broken':
        return { kind: 'new', listed, fault: answer.fault };
      case 'facts':
        return this.#entryAfterFacts(answer.facts, before);
      case 'unclear':
        return before.kind === 'confirmed' && before.recheck !== 'doubted' ? before : { kind: 'new', listed };
      case 'unanswered':
        return before.kind === 'confirmed' ? before : { kind: 'new', listed };
    }
  }

  #entryAfterFacts({ listed: told, secretDigest }: ToldKey, before: ReadableKey): ReadableKey {
    const { listed } = before;
    if (secretDigest === undefined) {
      return { kind: 'new', listed, fault: 'its secret is not 40 characters of the expected form' };
    }
    if (told.fingerprint !== listed.fingerprint) {
      // One of the two is older: the next list tells.
      this.#relist();
      return before.kind === 'confirmed'
        ? { kind: 'confirmed', listed, key: before.key }
        : { ...before, fault: 'its list and itself do not agree' };
    }
    const known = before.kind === 'confirmed' ? before.key.secretDigest : before.first?.secretDigest;
    if (known === undefined || !digestsEqual(known, secretDigest)) {
      return { kind: 'new', listed, first: { secretDigest, atMs: this.#options.clock.monotonicMs() } };
    }
    if (before.kind === 'confirmed') return { kind: 'confirmed', listed, key: before.key };
    const { id, user, permissions } = listed;
    return { kind: 'confirmed', listed, key: Object.freeze({ id, secretDigest, user, permissions }) };
  }

  #relist(): void {
    this.#relistAtMs ??= this.#options.clock.monotonicMs() + this.#options.graceMs;
  }

  #keyOf(entry: ListedEntry): AccessKey | undefined {
    if (entry.kind === 'confirmed') return entry.key;
    if (entry.kind === 'new') return undefined;
    const isInGrace = this.#options.clock.monotonicMs() - entry.sinceMs < this.#options.graceMs;
    return isInGrace ? entry.before : undefined;
  }

  #whyOff(entry: ListedEntry, rootUser: string | undefined): string | undefined {
    if (entry.kind === 'broken') return entry.fault;
    return this.#rule.whyNot(entry.listed, rootUser) ?? (entry.kind === 'new' ? entry.fault : undefined);
  }

  #ownerOf(entry: ListedEntry): string | undefined {
    return entry.kind === 'broken' ? entry.before?.user : entry.listed.user;
  }
}

const notDue = 3;
