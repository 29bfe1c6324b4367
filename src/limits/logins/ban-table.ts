import { randomInt } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import type { Address } from '../../domain/address/address.ts';
import type { BanCause } from '../../domain/ledger/limits-status.ts';
import { type Ban, banLengthMs, type BanTerms, type NamedSubject, type Subject } from './failure-store.ts';
import { BannedNetworks } from './banned-networks.ts';
import { Round } from '../tables/round.ts';

interface Entry {
  readonly subject: NamedSubject;
  readonly cause: BanCause;
  readonly untilMs: number;
  /** Wall clock; undefined: not known. */
  readonly sinceMs: number | undefined;
  readonly level: number;
  /** After this the next ban is a first one again. */
  readonly forgottenAtMs: number;
  readonly mark: number;
  readonly note: string | undefined;
}

/** Entries inspected in a full table to find one that has ended. */
const looks = 16;
/** A ban that is told of once more ends when it did, but for the way of the answer. */
const sameEndMs = 5000;
/** Bans that began here and are told as the newest, at least. */
const latestKept = 1000;
/** Random, so that the marks of two processes do not collide. */
const maxFirstMark = 2 ** 47;

/**
 * Bans, and how many there were in a row. Bounded: a full table drops bans that have ended. It never drops one that runs; where all of them do,
 * it takes no further one.
 */
export class BanTable {
  readonly #clock: Clock;
  #maxEntries: number;
  readonly #entries = new Map<string, Entry>();
  readonly #networks = new BannedNetworks();
  readonly #round = new Round(this.#entries);
  readonly #begun = new Map<BanCause, number>();
  /** Subjects of the newest that began here, the oldest first. */
  readonly #latest: NamedSubject[] = [];
  #lastMark = randomInt(maxFirstMark);

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Bounds the number of bans from now on. Running ones are kept. */
  keepAtMost(maxEntries: number): void {
    this.#maxEntries = maxEntries;
  }

  /** How long it still runs; undefined: none does. */
  leftMs(subject: NamedSubject): number | undefined {
    if (this.#entries.size === 0) return undefined;
    const leftMs = (this.#entries.get(nameOf(subject))?.untilMs ?? 0) - this.#clock.monotonicMs();
    return leftMs > 0 ? leftMs : undefined;
  }

  /** Bans, twice as long as the last time. False: there is no room for it. */
  begin(subject: NamedSubject, terms: BanTerms): boolean {
    const level = this.#levelOf(subject) + 1;
    return this.addBegun({ subject, cause: subject.kind, leftMs: banLengthMs(terms, level), level }, terms.maxMs);
  }

  /** Puts a ban in that has begun here and now. */
  addBegun(ban: Ban, rememberedMs: number): boolean {
    const isNew = this.add({ ...ban, sinceMs: this.#clock.wallMs() }, rememberedMs);
    if (isNew) this.#count(ban);
    return isNew;
  }

  /**
   * Puts a ban in, in place of any other of its subject.
   *
   * @param rememberedMs how long after its end the next one is longer
   * @param mark of a ban that was begun elsewhere
   */
  add({ subject, cause, leftMs, sinceMs, level, note }: Ban, rememberedMs: number, mark = this.#newMark()): boolean {
    const name = nameOf(subject);
    const before = this.#entries.get(name);
    this.#delete(name);
    if (this.#entries.size >= this.#maxEntries && !this.#dropOne()) return false;
    const untilMs = this.#clock.monotonicMs() + leftMs;
    const kept = cause === 'manual' ? (note ?? this.#noteOf(before)) : undefined;
    this.#entries.set(name, {
      subject,
      cause,
      level,
      untilMs,
      sinceMs: sinceMs ?? (before !== undefined && Math.abs(before.untilMs - untilMs) < sameEndMs ? before.sinceMs : undefined),
      forgottenAtMs: untilMs + rememberedMs,
      mark,
      note: kept,
    });
    if (subject.kind === 'network') this.#networks.add(subject.text);
    return true;
  }

  /** Tells a ban from any other of its subject, in whichever process it began, whatever becomes of the clock. */
  markOf(subject: NamedSubject): number {
    return this.#entries.get(nameOf(subject))?.mark ?? 0;
  }

  /** Never makes one that runs shorter. False: there is no room for it. */
  addByHand(subject: NamedSubject, lastsMs: number, note?: string): boolean {
    if ((this.leftMs(subject) ?? 0) >= lastsMs) return true;
    const level = Math.max(1, this.#levelOf(subject));
    return this.addBegun({ subject, cause: 'manual', leftMs: lastsMs, level, ...(note !== undefined && { note }) }, 0);
  }

  /** True where one ran. */
  remove(subject: NamedSubject): boolean {
    const ran = this.leftMs(subject) !== undefined;
    this.#delete(nameOf(subject));
    return ran;
  }

  /** Ends one before its time; the next one is longer all the same. */
  lift(subject: NamedSubject): void {
    const entry = this.#entries.get(nameOf(subject));
    if (entry !== undefined) this.#entries.set(nameOf(subject), { ...entry, untilMs: this.#clock.monotonicMs() });
  }

  running(): Ban[] {
    const bans: Ban[] = [];
    for (const ban of this.each()) bans.push(ban);
    return bans;
  }

  /** Those that run, one at a time, while others may begin and end. */
  *each(): Generator<Ban> {
    for (const entry of this.#entries.values()) {
      const ban = this.#asRunning(entry);
      if (ban !== undefined) yield ban;
    }
  }

  of(subject: NamedSubject): Ban | undefined {
    const entry = this.#entries.get(nameOf(subject));
    return entry === undefined ? undefined : this.#asRunning(entry);
  }

  /** Those that run of networks with the address: by hand, and in IPv6 of 48 bits. */
  networksOf(address: Address): readonly Ban[] {
    return this.#networks.namesFor(address).flatMap((text) => this.of({ kind: 'network', text }) ?? []);
  }

  /** For how long a network with the address is banned by hand; undefined: none is. */
  networkMsByHand(address: Address): number | undefined {
    const lefts = this.networksOf(address).flatMap(({ cause, leftMs }) => (cause === 'manual' ? [leftMs] : []));
    return lefts.length === 0 ? undefined : Math.max(...lefts);
  }

  /** Bans that have begun here, by cause. */
  begun(): ReadonlyMap<BanCause, number> {
    return this.#begun;
  }

  /** Those of the newest so many that began here, at least a thousand, that still run. */
  latest(begun: number): readonly Ban[] {
    return this.#latest.slice(-begun).flatMap((subject) => this.of(subject) ?? []);
  }

  #asRunning({ subject, cause, untilMs, sinceMs, level, note }: Entry): Ban | undefined {
    const leftMs = untilMs - this.#clock.monotonicMs();
    return leftMs > 0 ? { subject, cause, leftMs, sinceMs, level, ...(note !== undefined && { note }) } : undefined;
  }

  #newMark(): number {
    this.#lastMark += 1;
    return this.#lastMark;
  }

  #levelOf(subject: NamedSubject): number {
    const entry = this.#entries.get(nameOf(subject));
    return entry === undefined || entry.forgottenAtMs <= this.#clock.monotonicMs() ? 0 : entry.level;
  }

  #dropOne(): boolean {
    for (let looked = 0; looked < looks; looked += 1) {
      const [name, entry] = this.#round.next() ?? [];
      if (name === undefined || entry === undefined) return true;
      if (entry.untilMs <= this.#clock.monotonicMs()) return this.#delete(name);
    }
    return false;
  }

  #delete(name: string): boolean {
    const subject = this.#entries.get(name)?.subject;
    if (subject?.kind === 'network') this.#networks.remove(subject.text);
    return this.#entries.delete(name);
  }

  /** Of one by hand that runs. */
  #noteOf(entry: Entry | undefined): string | undefined {
    return entry?.cause === 'manual' && entry.untilMs > this.#clock.monotonicMs() ? entry.note : undefined;
  }

  #count({ cause, subject }: Ban): void {
    this.#begun.set(cause, (this.#begun.get(cause) ?? 0) + 1);
    this.#latest.push(subject);
    // Seldom, so that it costs little.
    if (this.#latest.length >= 2 * latestKept) this.#latest.splice(0, latestKept);
  }
}

export function nameOf({ kind, text }: Subject): string {
  return `${kind} ${text}`;
}
