import type { BanCause } from '../../domain/ledger/limits-status.ts';
import { fieldsOf } from '../../domain/text/json-fields.ts';
import { type NamedSubject, subjectKinds } from '../logins/failure-store.ts';

/** A ban as it is kept: by the wall clock, because it outlives a restart. */
export interface KeptBan {
  readonly subject: NamedSubject;
  readonly cause: BanCause;
  readonly level: number;
  readonly untilMs: number;
  /** Undefined: not known. */
  readonly sinceMs?: number | undefined;
  /** Tells it from any other ban of the subject. */
  readonly mark: number;
  /** What an administrator wrote of it. */
  readonly note: string | undefined;
}

export interface KeptKey {
  readonly key: string;
  /** Failures. None: they were forgotten. */
  readonly used: number;
  readonly endsAtMs: number;
  /** Tells the window from any other of the key. */
  readonly mark: number;
}

/** One record of `bans.json` or of its journals. */
export type KeptEntry = { readonly panel: string } & (
  | { readonly kind: 'ban'; readonly ban: KeptBan }
  | { readonly kind: 'unban'; readonly subject: NamedSubject }
  | { readonly kind: 'key'; readonly key: KeptKey }
);

/** One record of `prefixes.json` or of its journals: a key was used with success. */
export interface KeptPrefix {
  readonly panel: string;
  readonly key: string;
  readonly prefix: string;
  readonly atMs: number;
}

export function banFields({ subject: { kind, text }, cause, level, untilMs, sinceMs, mark, note }: KeptBan): object {
  return { kind, text, cause, level, since: sinceMs, until: untilMs, mark, note };
}

export function keyFields({ key, used, endsAtMs, mark }: KeptKey): object {
  const counted = { key, used, endsAt: endsAtMs };
  return used === 0 ? counted : { ...counted, mark };
}

/** Undefined: it is no such record. */
export function readEntry(record: unknown): KeptEntry | undefined {
  const fields = fieldsOf(record);
  const { panel } = fields;
  if (typeof panel !== 'string') return undefined;
  const ban = readBan(fieldsOf(fields['ban']));
  if (ban !== undefined) return { panel, kind: 'ban', ban };
  const subject = readSubject(fieldsOf(fields['unban']));
  if (subject !== undefined) return { panel, kind: 'unban', subject };
  const key = readKey(fieldsOf(fields['key']));
  return key === undefined ? undefined : { panel, kind: 'key', key };
}

/** Undefined: it is no such record. */
export function readPrefix(record: unknown): KeptPrefix | undefined {
  const { panel, known } = fieldsOf(record);
  if (typeof panel !== 'string' || !Array.isArray(known)) return undefined;
  const [key, prefix, atMs]: readonly unknown[] = known;
  if (typeof key !== 'string' || typeof prefix !== 'string' || typeof atMs !== 'number') return undefined;
  return { panel, key, prefix, atMs };
}

function readBan({ cause, level, until, since, mark, note, ...rest }: Readonly<Record<string, unknown>>): KeptBan | undefined {
  const subject = readSubject(rest);
  if (subject === undefined || !isCount(level) || level < 1 || typeof until !== 'number') return undefined;
  return {
    subject,
    cause: cause === 'manual' ? 'manual' : subject.kind,
    level,
    untilMs: until,
    mark: markIn(mark, until),
    note: typeof note === 'string' ? note : undefined,
    ...(typeof since === 'number' && { sinceMs: since }),
  };
}

function readSubject({ kind, text }: Readonly<Record<string, unknown>>): NamedSubject | undefined {
  const known = subjectKinds.find((each) => each === kind);
  return known === undefined || typeof text !== 'string' ? undefined : { kind: known, text };
}

function readKey({ key, used, endsAt, mark }: Readonly<Record<string, unknown>>): KeptKey | undefined {
  if (typeof key !== 'string' || !isCount(used) || typeof endsAt !== 'number') return undefined;
  return { key, used, endsAtMs: endsAt, mark: markIn(mark, endsAt) };
}

/** Files of older versions have none. */
function markIn(mark: unknown, instead: number): number {
  return typeof mark === 'number' ? mark : instead;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
