import type { Clock } from '../../domain/clock.ts';
import { BanTable } from './ban-table.ts';
import {
  type Ban,
  banLengthMs,
  type FailureStore,
  isUnknown,
  type NamedSubject,
  type Subject,
  type SubjectKind,
  type SubjectStatus,
  type Terms,
  type CountedFailures,
} from './failure-store.ts';
import { KnownPrefixes } from './known-prefixes.ts';
import { NamedWindows } from '../tables/named-windows.ts';
import { UnknownPlaces } from './unknown-places.ts';
import { WindowTable } from '../tables/window-table.ts';

/** What is to outlive a restart: the bans and failures of a subject, or where a key was used with success. */
export type FailureChange = { readonly subject: NamedSubject } | { readonly known: readonly [key: string, prefix: string] };

export interface KeyFailures {
  readonly key: string;
  readonly used: number;
  /** What is left of the window. */
  readonly leftMs: number;
  /** Tells the window from any other of the key. */
  readonly mark: number;
}

/** Failed logins in this process. Every answer is there at once, and nothing is kept beyond `maxEntries` of each kind. */
export class MemoryFailures implements FailureStore {
  readonly banTable: BanTable;
  readonly known: KnownPrefixes;
  readonly unknown: UnknownPlaces;
  readonly #clock: Clock;
  /** Of keys that exist: they outlive a restart by their names. */
  readonly #keys: NamedWindows;
  readonly #tables: Readonly<Record<SubjectKind, WindowTable | NamedWindows>>;
  /** Called after each change that is to outlive a restart. */
  changed: (change: FailureChange) => void = () => undefined;

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.banTable = new BanTable(clock, maxEntries);
    this.known = new KnownPrefixes(clock, maxEntries);
    this.unknown = new UnknownPlaces(clock);
    this.#keys = new NamedWindows(clock, maxEntries);
    this.#tables = {
      pair: new WindowTable(clock, maxEntries),
      address: new WindowTable(clock, maxEntries),
      network: new WindowTable(clock, maxEntries),
      key: this.#keys,
    };
  }

  /** Bounds the number of counters of each kind from now on. */
  keepAtMost(maxEntries: number): void {
    for (const table of [this.banTable, this.known, ...Object.values(this.#tables)]) table.keepAtMost(maxEntries);
  }

  /**
   * Counts a failure, unless the subject is refused: then nothing is counted, and the wait in milliseconds is answered. The failure that
   * uses up the attempts is counted, and begins a ban where there is one.
   */
  strike(subject: Subject, terms: Terms): number | undefined {
    if (isUnknown(subject)) return this.unknown.strike(subject, terms);
    const refusedMs = this.refusedMs(subject, terms);
    if (refusedMs !== undefined) return refusedMs;
    if (this.count(subject, terms) < terms.attempts) return undefined;
    // Without room for a ban the window stays used up, so that its subject is refused to its end all the same.
    if (terms.ban === undefined || !this.banTable.begin(subject, terms.ban)) return undefined;
    this.#tableOf(subject).delete(subject.text);
    this.changed({ subject });
    return undefined;
  }

  /** Counts a failure, whatever follows from it. @returns failures so far */
  count(subject: NamedSubject, { perMs }: Terms): number {
    const table = this.#tableOf(subject);
    const window = table.running(subject.text) ?? table.begin(subject.text, perMs);
    window.used += 1;
    if (subject.kind === 'key') this.changed({ subject });
    return window.used;
  }

  look(subject: Subject, terms: Pick<Terms, 'attempts'>): SubjectStatus {
    return { refusedMs: this.refusedMs(subject, terms), failures: this.failures(subject), isAlone: false };
  }

  refusedMs(subject: Subject, { attempts }: Pick<Terms, 'attempts'>): number | undefined {
    if (isUnknown(subject)) return this.unknown.refusedMs(subject, { attempts });
    const bannedMs = this.banTable.leftMs(subject);
    if (bannedMs !== undefined) return bannedMs;
    const window = this.#tableOf(subject).running(subject.text);
    return window === undefined || window.used < attempts ? undefined : window.endsAtMs - this.#clock.monotonicMs();
  }

  /** How long a ban still runs; undefined: none does. */
  bannedMs(subject: NamedSubject): number | undefined {
    return this.banTable.leftMs(subject);
  }

  /** Counts the failures of a subject no longer. */
  forget(subject: Subject): void {
    if (isUnknown(subject)) return this.unknown.forget(subject);
    // What was counted before the panel had the key.
    if (subject.kind === 'pair') this.unknown.forget({ kind: 'unknown_pair', text: subject.text });
    const table = this.#tableOf(subject);
    if (table.size > 0) table.delete(subject.text);
  }

  /** A key was used with success from a prefix. */
  know(key: string, prefix: string): void {
    if (this.known.add(key, prefix)) this.changed({ known: [key, prefix] });
  }

  /** It was within 30 days. */
  isKnown(key: string, prefix: string): boolean {
    return this.known.has(key, prefix);
  }

  failures(subject: Subject): number {
    if (isUnknown(subject)) return this.unknown.failures(subject);
    return this.#tableOf(subject).running(subject.text)?.used ?? 0;
  }

  ban(subject: NamedSubject, lastsMs: number, note?: string): boolean {
    const isBanned = this.banTable.addByHand(subject, lastsMs, note);
    this.changed({ subject });
    return isBanned;
  }

  unban(subject: Subject): boolean {
    if (isUnknown(subject)) {
      const wasBanned = this.unknown.isBanned(subject);
      this.unknown.forget(subject);
      return wasBanned;
    }
    const ran = this.banTable.remove(subject);
    this.forget(subject);
    this.changed({ subject });
    return ran;
  }

  /** @returns true where a ban was ended */
  subtract(subject: NamedSubject, { count, sinceMs }: CountedFailures, { attempts, perMs, ban }: Terms): boolean {
    const nowMs = this.#clock.monotonicMs();
    const table = this.#tableOf(subject);
    const running = this.banTable.of(subject);
    if (running === undefined) {
      const window = nowMs - sinceMs < perMs ? table.running(subject.text) : undefined;
      if (window !== undefined) window.used = Math.max(0, window.used - count);
      return false;
    }
    if (running.cause === 'manual' || ban === undefined) return false;
    const beganAtMs = nowMs + running.leftMs - banLengthMs(ban, running.level);
    if (sinceMs + perMs <= beganAtMs) return false;
    this.banTable.lift(subject);
    // All attempts had led to it.
    table.begin(subject.text, perMs).used = Math.max(0, attempts - count);
    this.changed({ subject });
    return true;
  }

  bans(): readonly Ban[] {
    return this.banTable.running();
  }

  /** Windows of failures that are kept, by what they are counted for. */
  entries(kind: SubjectKind): number {
    return this.#tables[kind].size;
  }

  /** Failures of keys, which outlive a restart. */
  keyFailures(): KeyFailures[] {
    const nowMs = this.#clock.monotonicMs();
    return this.#keys.all().map(([key, { used, endsAtMs, mark }]) => ({ key, used, leftMs: endsAtMs - nowMs, mark }));
  }

  keyFailuresOf(key: string): KeyFailures | undefined {
    const window = this.#keys.running(key);
    if (window === undefined) return undefined;
    const { used, endsAtMs, mark } = window;
    return { key, used, leftMs: endsAtMs - this.#clock.monotonicMs(), mark };
  }

  /** Takes the place of what is counted. None, or none that still runs: nothing is counted. */
  setKeyFailures({ key, used, leftMs, mark }: KeyFailures): void {
    if (leftMs > 0 && used > 0) this.#keys.begin(key, leftMs, mark).used = used;
    else this.#keys.delete(key);
  }

  #tableOf({ kind }: NamedSubject): WindowTable | NamedWindows {
    return this.#tables[kind];
  }
}
