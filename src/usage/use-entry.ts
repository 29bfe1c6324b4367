import type { CredentialKind } from '../domain/call/call.ts';
import { isReportable, type ReportableReason } from '../domain/call/denials.ts';
import { fieldsOf, itemsOf } from '../domain/text/json-fields.ts';
import type { Busiest } from './busiest-minutes.ts';
import type { UseBook, User, UsesOfOne } from './use-book.ts';
import type { DayOfUse, ReportedUse, UseRow } from './use-row.ts';

/** One record of `uses.json` or of its journals. */
export type UseEntry =
  | { readonly kind: 'record'; readonly sinceMs: number }
  | { readonly kind: 'user'; readonly user: User; readonly busiest: Busiest; readonly incompleteSinceMs: number | undefined }
  | { readonly kind: 'row'; readonly user: User; readonly row: UseRow };

const kinds: readonly CredentialKind[] = ['access-key', 'api-key', 'password'];

export function recordFields(sinceMs: number): object {
  return { since: sinceMs };
}

export function userFields({ user, busiest, incompleteSinceMs }: UsesOfOne): object {
  return { ...user, busiest: [busiest.calls, busiest.atMs], incompleteSince: incompleteSinceMs };
}

export function rowFields(user: User, row: UseRow): object {
  const { command, place, firstMs, lastMs, lastAcceptedMs, accepted, refused, days, reported } = row;
  const wouldRefuse = reported && [...reported].map(([reason, uses]) => [reason, uses.calls, uses.firstMs, uses.lastMs]);
  return { ...user, use: [command, place, firstMs, lastMs, lastAcceptedMs, accepted, refused], days, wouldRefuse };
}

/** All that there is, in pieces: the inside of a JSON object. */
export function* recordPieces(sinceMs: number, book: UseBook): Generator<string> {
  yield `"record":${JSON.stringify(recordFields(sinceMs))},"users":[`;
  let comma = '';
  for (const uses of book.all()) {
    yield `${comma}${JSON.stringify(userFields(uses))}`;
    comma = ',';
  }
  yield '],"uses":[';
  comma = '';
  for (const { user, rows } of book.all()) {
    for (const row of rows.values()) {
      yield `${comma}${JSON.stringify(rowFields(user, row))}`;
      comma = ',';
    }
  }
  yield ']';
}

/** Undefined: it is no such record. */
export function readUseEntry(record: unknown): UseEntry | undefined {
  const fields = fieldsOf(record);
  if (isNumber(fields['since'])) return { kind: 'record', sinceMs: fields['since'] };
  const user = readUser(fields);
  if (user === undefined) return undefined;
  if (fields['use'] !== undefined) {
    const row = readRow(itemsOf(fields['use']), fields['days'], fields['wouldRefuse']);
    return row === undefined ? undefined : { kind: 'row', user, row };
  }
  const [calls, atMs] = itemsOf(fields['busiest']);
  const { incompleteSince } = fields;
  if (!isNumber(calls) || !isNumber(atMs) || (incompleteSince !== undefined && !isNumber(incompleteSince))) return undefined;
  return { kind: 'user', user, busiest: { calls, atMs }, incompleteSinceMs: incompleteSince };
}

function readUser({ panel, kind, name }: Readonly<Record<string, unknown>>): User | undefined {
  const known = kinds.find((each) => each === kind);
  return known === undefined || typeof panel !== 'string' || typeof name !== 'string' ? undefined : { panel, kind: known, name };
}

function readRow([command, place, ...numbers]: readonly unknown[], daysRead: unknown, reportedRead: unknown): UseRow | undefined {
  const [firstMs, lastMs, lastAcceptedMs, accepted, refused] = numbers.filter(isNumber);
  const days = itemsOf(daysRead).map(readDay);
  if (typeof command !== 'string' || typeof place !== 'string' || numbers.length !== 5) return undefined;
  if (firstMs === undefined || lastMs === undefined || lastAcceptedMs === undefined) return undefined;
  if (accepted === undefined || refused === undefined) return undefined;
  return {
    command,
    place,
    firstMs,
    lastMs,
    lastAcceptedMs,
    accepted,
    refused,
    ...(reportedRead !== undefined && { reported: new Map(itemsOf(reportedRead).flatMap(readReported)) }),
    days: days.filter((day) => day !== undefined),
  };
}

function readReported(value: unknown): readonly (readonly [ReportableReason, ReportedUse])[] {
  const [reason, calls, firstMs, lastMs] = itemsOf(value);
  if (typeof reason !== 'string' || !isReportable(reason)) return [];
  return isNumber(calls) && isNumber(firstMs) && isNumber(lastMs) ? [[reason, { calls, firstMs, lastMs }]] : [];
}

function readDay(value: unknown): DayOfUse | undefined {
  const [day, accepted, refused] = itemsOf(value);
  return isNumber(day) && isNumber(accepted) && isNumber(refused) ? [day, accepted, refused] : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
