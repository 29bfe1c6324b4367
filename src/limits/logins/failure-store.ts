import type { BanCause } from '../../domain/ledger/limits-status.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';

/** What failed logins are counted for. */
export type Subject = NamedSubject | UnknownSubject;

export interface NamedSubject {
  readonly kind: SubjectKind;
  /** A key and a prefix, a prefix, or a key. */
  readonly text: string;
}

/**
 * A key id that the panel does not have, or one from one prefix. Anybody can invent them without end, so they are counted apart, in a fixed number
 * of places: see UnknownPlaces.
 */
export interface UnknownSubject {
  readonly kind: 'unknown_pair' | 'unknown_key';
  readonly text: string;
}

export function isUnknown(subject: Subject): subject is UnknownSubject {
  return subject.kind === 'unknown_pair' || subject.kind === 'unknown_key';
}

/** One key from one prefix; a prefix; an IPv6 network of 48 bits, or any network that is banned by hand; one key from everywhere. */
export type SubjectKind = 'pair' | 'address' | 'network' | 'key';

export const subjectKinds: readonly SubjectKind[] = ['pair', 'address', 'network', 'key'];

/** How many failures a subject has, and what follows. */
export interface Terms {
  readonly attempts: number;
  readonly perMs: number;
  /** Undefined: no ban; the subject is refused until its window ends. */
  readonly ban: BanTerms | undefined;
}

export interface BanTerms {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** @param level how many there were in a row, with this one */
export function banLengthMs({ firstMs, maxMs }: BanTerms, level: number): number {
  // Doubling further would only leave the numbers that are whole.
  return Math.min(maxMs, firstMs * 2 ** Math.min(level - 1, 30));
}

export interface Ban {
  readonly subject: NamedSubject;
  /** `manual`: an administrator's. */
  readonly cause: BanCause;
  readonly leftMs: number;
  /** When it began, by the wall clock; undefined: elsewhere, and that is not known here. */
  readonly sinceMs?: number | undefined;
  /** What an administrator wrote of it. */
  readonly note?: string;
  /** How many bans of this subject there were in a row, with this one. */
  readonly level: number;
}

/** Failures that were counted for a subject with one id. */
export interface CountedFailures {
  readonly count: number;
  /** On the monotonic clock. */
  readonly sinceMs: number;
}

/** Where a subject stands. */
export interface SubjectStatus {
  /** For how long it is refused; undefined: it is not. */
  readonly refusedMs: number | undefined;
  /** Those that count now. */
  readonly failures: number;
  /** Redis was not reached: only what this gateway has counted. */
  readonly isAlone: boolean;
}

/** Failed logins and bans, beside what decisions count. What asks a server may reject. */
export interface FailureStore {
  /** Where a subject stands, for people who look: while Redis is away, as this gateway knows it. */
  readonly look: (subject: Subject, terms: Pick<Terms, 'attempts'>) => MaybePromise<SubjectStatus>;
  /** Bans by hand; never makes one that runs shorter. A note stays until another is given. False: there is no room for it. */
  readonly ban: (subject: NamedSubject, lastsMs: number, note?: string) => MaybePromise<boolean>;
  /** Ends a ban and forgets the ones before it, and the failures. True where there was one. */
  readonly unban: (subject: Subject) => MaybePromise<boolean>;
  /**
   * Subtracts failures that were counted for the subject. A ban that they led to ends; the number of bans in a row is kept, and so are
   * the other failures. Never one by hand. Never waits.
   */
  readonly subtract: (subject: NamedSubject, failures: CountedFailures, terms: Terms) => void;
  /** Those that run, as far as this gateway knows. */
  readonly bans: () => readonly Ban[];
}
