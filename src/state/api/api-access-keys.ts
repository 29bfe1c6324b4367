import type { Clock } from '../../domain/clock.ts';
import type { AccessKey } from '../../domain/panel/panel-state.ts';
import type { ListedKey } from '../../hestia/lists/access-keys-list.ts';
import { panelLists } from '../../hestia/lists/panel-lists.ts';
import { isUserName } from '../../hestia/files/user-file.ts';
import { type BrokenKey, type ListedEntry, type NewKey, type ReadableKey, whatCounts, whatCountsOf } from './api-key-entry.ts';
import { ApiKeyRule } from './api-key-rule.ts';
import { entryAfterAnswer } from './entry-after-answer.ts';
import type { ApiRound } from './api-round.ts';
import type { KnownNow } from './asked-one-by-one.ts';

export interface ApiAccessKeysOptions {
  readonly clock: Clock;
  readonly agreeMs: number;
  /** How long a key that breaks keeps its last good form; then the keys are listed once more. */
  readonly graceMs: number;
  /** Ids of the root user's keys that may have no profile. */
  readonly rootKeys: ReadonlySet<string>;
  /** The key with which the panel is asked. */
  readonly ownId: string;
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

  /** Profiles of the key with which the panel is asked: one of them at least lists what it asks. Empty: it needs none, or it cannot be known. */
  ownProfiles(): readonly string[] {
    const entry = this.#entries?.get(this.#options.ownId);
    const permissions = entry?.kind === 'broken' ? entry.before?.permissions : entry?.listed.permissions;
    return permissions?.kind === 'profiles' ? permissions.names : [];
  }

  /** Whom that key belongs to; undefined: that cannot be known. */
  ownOwner(): string | undefined {
    const entry = this.#entries?.get(this.#options.ownId);
    return entry === undefined ? undefined : this.#ownerOf(entry);
  }

  /** Whom the listed keys belong to. */
  owners(): readonly string[] {
    const owners = [...(this.#entries?.values() ?? [])].flatMap((entry) => this.#ownerOf(entry) ?? []);
    return owners.filter(isUserName);
  }

  /** @returns whether the keys, their users or their permissions are others than before; undefined: the panel did not list them */
  async readList(round: ApiRound): Promise<boolean | undefined> {
    const { ownId } = this.#options;
    const answer = await round.ask(panelLists.accessKeys, (told) =>
      told.kind === 'facts' && !told.facts.has(ownId) && told.broken?.has(ownId) !== true ? lacksOwnKey : undefined,
    );
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
      if (entry.kind === 'new' && entry.off !== undefined) this.#entries?.set(id, { kind: 'new', listed: entry.listed });
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
      const answer = await round.ask(panelLists.accessKey(id));
      const { entry, isListDoubted } = entryAfterAnswer(answer, before, {
        nowMs: this.#options.clock.monotonicMs(),
        graceMs: this.#options.graceMs,
      });
      if (isListDoubted) this.#relist();
      this.#entries?.set(id, entry);
      if (entry.kind === 'confirmed') confirmed();
      if (mustEnd()) return;
    }
  }

  /** Until the second reading of a key is due; undefined when there is none to wait for. */
  keysDueInMs(rootUser: string | undefined): number | undefined {
    return this.#soonestOf(rootUser, ({ first }) => (first === undefined ? undefined : first.atMs + this.#options.agreeMs));
  }

  /** Until a key with a fault is asked for once more; undefined: none is. */
  againInMs(rootUser: string | undefined): number | undefined {
    return this.#soonestOf(rootUser, ({ off }) => off?.againAtMs);
  }

  /** Until the keys are to be listed again, because one broke; undefined: as usual. */
  listDueInMs(): number | undefined {
    if (this.#relistAtMs === undefined) return undefined;
    return Math.max(0, this.#relistAtMs - this.#options.clock.monotonicMs());
  }

  #soonestOf(rootUser: string | undefined, dueAtMs: (key: NewKey) => number | undefined): number | undefined {
    const dues = [...(this.#entries?.values() ?? [])].flatMap((entry) =>
      entry.kind === 'new' && this.#rule.whyNot(entry.listed, rootUser) === undefined ? (dueAtMs(entry) ?? []) : [],
    );
    if (dues.length === 0) return undefined;
    return Math.max(0, dues.reduce((least, atMs) => Math.min(least, atMs)) - this.#options.clock.monotonicMs());
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
    const nowMs = this.#options.clock.monotonicMs();
    if (entry.kind === 'confirmed') return entry.recheck === undefined || wasAsked ? notDue : 0;
    if (entry.off !== undefined) return wasAsked || nowMs < (entry.off.againAtMs ?? Number.POSITIVE_INFINITY) ? notDue : 2;
    if (entry.first === undefined) return wasAsked ? notDue : 2;
    return nowMs - entry.first.atMs < this.#options.agreeMs ? notDue : 1;
  }

  #entryOf(listed: ListedKey, before: ListedEntry | undefined): ListedEntry {
    if (!listed.isDated) return this.#brokenAfter(before, 'it has no DATE, so its file is half written');
    if (before === undefined) return { kind: 'new', listed };
    if (before.kind !== 'broken' && before.listed.fingerprint === listed.fingerprint) return this.#listedAgain(before);
    const key = this.#keyOf(before);
    // Its file was written anew, so that its secret may be another one; until that is known it stays what it was.
    if (key !== undefined && whatCountsOf(key) === whatCountsOf(listed))
      return { kind: 'confirmed', listed, key, recheck: 'rewritten' };
    return { kind: 'new', listed };
  }

  /** Where the key alone says something else, the list is right: it is asked for again. */
  #listedAgain(entry: ReadableKey): ReadableKey {
    if (entry.kind !== 'new' || entry.off?.isOtherThanListed !== true) return entry;
    return { ...entry, off: { ...entry.off, againAtMs: this.#options.clock.monotonicMs() } };
  }

  #brokenAfter(before: ListedEntry | undefined, fault: string): BrokenKey {
    if (before?.kind === 'broken') return { ...before, fault };
    this.#relist();
    const sinceMs = this.#options.clock.monotonicMs();
    return { kind: 'broken', fault, sinceMs, before: before && this.#keyOf(before) };
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
    return this.#rule.whyNot(entry.listed, rootUser) ?? (entry.kind === 'new' ? entry.off?.fault : undefined);
  }

  #ownerOf(entry: ListedEntry): string | undefined {
    return entry.kind === 'broken' ? entry.before?.user : entry.listed.user;
  }
}

const notDue = 3;
const lacksOwnKey = "the answer lacks the gateway's own key, with which it was asked, so it is not believed";
