import type { Clock } from '../../domain/clock.ts';
import { nameOf } from '../logins/ban-table.ts';
import { clockSetWithinMs } from '../tables/clock-set-within.ts';
import type { Ban, NamedSubject } from '../logins/failure-store.ts';
import { type FoundPanel, nothingFound } from './found-panel.ts';
import { banFields, type KeptBan, type KeptKey } from './kept-entry.ts';
import type { KeyFailures, MemoryFailures } from '../logins/memory-failures.ts';

export interface KeptPanelOptions {
  readonly failures: MemoryFailures;
  /** How long after its end a ban still makes the next one longer. */
  readonly rememberedMs: () => number;
  /** The window of a key's failures. */
  readonly keyPerMs: () => number;
}

/** The longest ban by hand. */
const maxManualMs = 365 * 86_400_000;
/** Names that may be kept in mind before those that say nothing are dropped. */
const fewNames = 1000;

/**
 * Bans and failures of one panel, in memory and in the files. While this process may not write, it keeps in mind what the files held when memory
 * was equal to them, and what it has changed since: so that what two processes have changed can be told from what only one has.
 */
export class KeptPanel {
  readonly failures: MemoryFailures;
  readonly #options: KeptPanelOptions;
  readonly #clock: Clock;
  readonly #touched = new Set<string>();
  #base: FoundPanel = nothingFound;
  #isCutOff = false;
  /** What was read and not changed here since, by the wall clock of its writer. */
  readonly #read = { bans: new Map<string, KeptBan>(), keys: new Map<string, KeptKey>() };
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: KeptPanelOptions, clock: Clock) {
    this.failures = options.failures;
    this.#options = options;
    this.#clock = clock;
  }

  /** Bans that run, as they are written, one at a time, while others may begin and end. */
  *eachBanFields(): Generator<object> {
    this.#forgetRead();
    for (const ban of this.failures.banTable.each()) {
      if (!this.#read.bans.has(nameOf(ban.subject))) yield banFields(this.#asKept(ban));
    }
    // As it was read, whether it runs by this clock or not.
    for (const ban of this.#read.bans.values()) yield banFields(ban);
  }

  /** All of it, as the files hold it. */
  found(): FoundPanel {
    const bans = new Map(this.#read.bans);
    for (const ban of this.failures.banTable.each()) {
      const name = nameOf(ban.subject);
      if (!bans.has(name)) bans.set(name, this.#asKept(ban));
    }
    return { bans, keys: new Map(this.keysToWrite().map((key) => [key.key, key])) };
  }

  banOf(subject: NamedSubject): KeptBan | undefined {
    const ban = this.failures.banTable.of(subject);
    return ban === undefined ? undefined : this.#asKept(ban);
  }

  /** Windows that run. */
  keys(): readonly KeptKey[] {
    return this.failures.keyFailures().map((each) => this.#asKeptKey(each));
  }

  /** The same, as they are written. */
  keysToWrite(): readonly KeptKey[] {
    this.#forgetRead();
    return [...this.keys().filter(({ key }) => !this.#read.keys.has(key)), ...this.#read.keys.values()];
  }

  /** Something was changed here, so that what was read of it counts no longer. */
  changed(subject: NamedSubject): void {
    if (subject.kind === 'key') this.#read.keys.delete(subject.text);
    this.#read.bans.delete(nameOf(subject));
  }

  /** The wall clock was set: what was read is judged by it anew. */
  judgeAnew(): void {
    this.#forgetRead();
    for (const [name, ban] of this.#read.bans) {
      this.failures.banTable.remove(ban.subject);
      this.#putIn(name, ban);
    }
    for (const key of this.#read.keys.values()) this.failures.setKeyFailures({ ...key, leftMs: this.#leftMsOf(key) });
  }

  keyOf(key: string): KeptKey | undefined {
    const found = this.failures.keyFailuresOf(key);
    return found === undefined ? undefined : this.#asKeptKey(found);
  }

  /** Names that are kept in mind. */
  get touched(): number {
    return this.#touched.size;
  }

  /** Something was changed here while another process may write. */
  touch(subject: NamedSubject): void {
    this.#touched.add(nameOf(subject));
    const most = 2 * (this.#base.bans.size + this.#base.keys.size + this.failures.banTable.size + this.failures.entries('key'));
    if (this.#touched.size > Math.max(fewNames, most)) this.#dropIdle();
  }

  /** From now on what is changed here is kept in mind. Memory is equal to the files. */
  rebase(): void {
    this.#touched.clear();
    const bans = new Map<string, KeptBan>();
    for (const ban of this.failures.banTable.each()) bans.set(nameOf(ban.subject), this.#asKept(ban));
    this.#base = { bans, keys: new Map(this.keys().map((key) => [key.key, key])) };
  }

  /** The files may become other ones, older or empty. Nothing in memory is given up for them: all of it counts as changed here. */
  cutOff(): void {
    this.rebase();
    for (const name of this.#base.bans.keys()) this.#touched.add(name);
    for (const key of this.#base.keys.keys()) this.#touched.add(nameOf({ kind: 'key', text: key }));
    this.#isCutOff = true;
  }

  /**
   * Takes over what the files hold. Of a ban that both processes have changed the longer one counts, of failures those of both.
   *
   * @returns how many bans found no room
   */
  merge(found: FoundPanel): number {
    let withoutRoom = 0;
    this.#read.bans.clear();
    this.#read.keys.clear();
    this.#readAtMs = this.#clock.monotonicMs();
    for (const [name, theirs] of found.bans) if (!this.#mergeBan(name, theirs)) withoutRoom += 1;
    for (const [name, { subject }] of this.#base.bans) {
      // Another process ended it.
      if (!found.bans.has(name) && !this.#touched.has(name)) this.failures.banTable.remove(subject);
    }
    for (const key of new Set([...found.keys.keys(), ...this.#base.keys.keys()])) this.#mergeKey(key, found.keys.get(key));
    this.#base = nothingFound;
    this.#touched.clear();
    this.#isCutOff = false;
    return withoutRoom;
  }

  /** @returns false where there is no room for it */
  #mergeBan(name: string, theirs: KeptBan): boolean {
    if (this.#touched.has(name)) {
      const isTheirsOnly = this.#base.bans.get(name)?.mark !== theirs.mark;
      if (!isTheirsOnly || this.#leftMsOfBan(theirs) <= (this.failures.banTable.leftMs(theirs.subject) ?? 0)) return true;
    }
    return this.#putIn(name, theirs);
  }

  /** @returns false where there is no room for it */
  #putIn(name: string, ban: KeptBan): boolean {
    const { subject, cause, level, sinceMs, mark, note } = ban;
    this.#read.bans.set(name, ban);
    const leftMs = this.#leftMsOfBan(ban);
    if (leftMs <= 0) return true;
    const rememberedMs = cause === 'manual' ? 0 : this.#options.rememberedMs();
    return this.failures.banTable.add(
      { subject, cause, level, leftMs, sinceMs, ...(note !== undefined && { note }) },
      rememberedMs,
      mark,
    );
  }

  /** None lasts longer than one can: the clock may have been set meanwhile. */
  #leftMsOfBan({ cause, untilMs }: KeptBan): number {
    return Math.min(untilMs - this.#clock.wallMs(), cause === 'manual' ? maxManualMs : this.#options.rememberedMs());
  }

  #leftMsOf({ endsAtMs }: KeptKey): number {
    return Math.min(endsAtMs - this.#clock.wallMs(), this.#options.keyPerMs());
  }

  #forgetRead(): void {
    if (this.#clock.monotonicMs() - this.#readAtMs < clockSetWithinMs) return;
    this.#read.bans.clear();
    this.#read.keys.clear();
  }

  #mergeKey(key: string, found: KeptKey | undefined): void {
    const theirs = found !== undefined && found.endsAtMs > this.#clock.wallMs() ? found : undefined;
    const isTouched = this.#touched.has(nameOf({ kind: 'key', text: key }));
    if (found !== undefined && !isTouched) this.#read.keys.set(key, found);
    const base = this.#base.keys.get(key);
    const mine = isTouched ? this.keyOf(key) : undefined;
    const used = this.#isCutOff
      ? usedAtMost({ base, mine, theirs })
      : usedTogether({ base: isTouched ? base : undefined, mine, theirs });
    const endsAtMs = Math.max(mine?.endsAtMs ?? 0, theirs?.endsAtMs ?? 0);
    const mark = mine?.mark ?? theirs?.mark ?? 0;
    this.failures.setKeyFailures({ key, used, leftMs: this.#leftMsOf({ key, used, endsAtMs, mark }), mark });
  }

  /** Forgets what is neither banned nor counted, here or there. */
  #dropIdle(): void {
    const running = new Set(this.failures.bans().map(({ subject }) => nameOf(subject)));
    for (const { key } of this.keys()) running.add(nameOf({ kind: 'key', text: key }));
    for (const key of this.#base.keys.keys()) running.add(nameOf({ kind: 'key', text: key }));
    for (const name of this.#touched) if (!running.has(name) && !this.#base.bans.has(name)) this.#touched.delete(name);
  }

  #asKept({ subject, cause, level, leftMs, sinceMs, note }: Ban): KeptBan {
    return {
      subject,
      cause,
      level,
      untilMs: Math.round(this.#clock.wallMs() + leftMs),
      ...(sinceMs !== undefined && { sinceMs: Math.round(sinceMs) }),
      mark: this.failures.banTable.markOf(subject),
      note,
    };
  }

  #asKeptKey({ key, used, leftMs, mark }: KeyFailures): KeptKey {
    return { key, used, endsAtMs: Math.round(this.#clock.wallMs() + leftMs), mark };
  }
}

interface Counted {
  readonly base: KeptKey | undefined;
  readonly mine: KeptKey | undefined;
  readonly theirs: KeptKey | undefined;
}

/** What was counted in both counts once, where neither has begun a new window. */
function usedTogether({ base, mine, theirs }: Counted): number {
  const inBoth = isOf(base, mine) && isOf(base, theirs) ? (base?.used ?? 0) : 0;
  return (mine?.used ?? 0) + (theirs?.used ?? 0) - inBoth;
}

/** The files hold nothing that another process counted: what they say beyond memory is older. */
function usedAtMost({ base, mine, theirs }: Counted): number {
  const wasForgotten = base !== undefined && mine === undefined;
  return wasForgotten ? 0 : Math.max(mine?.used ?? 0, theirs?.used ?? 0);
}

/** The same window, or none any more: then what was counted in it is gone. */
function isOf(base: KeptKey | undefined, now: KeptKey | undefined): boolean {
  return base !== undefined && (now === undefined || base.mark === now.mark);
}
