import type { ReportableReason } from '../domain/call/denials.ts';

/** The uses of one command from one place by one credential. */
export interface UseRow {
  readonly command: string;
  /** As `prefixText` gives it: `192.0.2.7`, `2001:db8::/64`. */
  readonly place: string;
  /** Wall clock, milliseconds since 1970, like every time here. */
  firstMs: number;
  lastMs: number;
  /** Of calls that the panel accepted; 0: of none. */
  lastAcceptedMs: number;
  accepted: number;
  refused: number;
  /** Of calls that were accepted where they would have been refused: how many, the first and the last, by reason. */
  reported?: ReportedUses;
  /** The newest days with a use: day since 1970, accepted, refused, the oldest day first. */
  days: readonly DayOfUse[];
}

type ReportedUses = Map<ReportableReason, ReportedUse>;

export interface ReportedUse {
  readonly calls: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Counted in place. */
export type DayOfUse = [day: number, accepted: number, refused: number];

export interface Use {
  readonly command: string;
  readonly place: string;
  readonly atMs: number;
  readonly isAccepted: boolean;
  /** It counted against the rate of its key, though it was not accepted. */
  readonly isCharged?: boolean;
  /** Why it would have been refused, were that not reported only. */
  readonly wouldRefuse?: readonly ReportableReason[] | undefined;
}

/** Days with a use that a row tells one by one; older ones are in its totals alone. */
export const daysKept = 40;

const dayMs = 86_400_000;

export function rowOfUse({ command, place, atMs, isAccepted, wouldRefuse = [] }: Use): UseRow {
  const accepted = Number(isAccepted);
  const days: DayOfUse[] = [[Math.floor(atMs / dayMs), accepted, 1 - accepted]];
  return {
    command,
    place,
    firstMs: atMs,
    lastMs: atMs,
    lastAcceptedMs: isAccepted ? atMs : 0,
    accepted,
    refused: 1 - accepted,
    ...(wouldRefuse.length > 0 && { reported: reportedOf(wouldRefuse, atMs) }),
    days,
  };
}

function reportedOf(reasons: readonly ReportableReason[], atMs: number): ReportedUses {
  return new Map(reasons.map((reason) => [reason, { calls: 1, firstMs: atMs, lastMs: atMs }]));
}

/** Counts a use in its row. Its times may come in any order: calls end in another order than they came, and clocks are set. */
export function countUse(row: UseRow, { atMs, isAccepted, wouldRefuse = [] }: Use): void {
  row.firstMs = Math.min(row.firstMs, atMs);
  row.lastMs = Math.max(row.lastMs, atMs);
  if (isAccepted) row.lastAcceptedMs = Math.max(row.lastAcceptedMs, atMs);
  const accepted = Number(isAccepted);
  row.accepted += accepted;
  row.refused += 1 - accepted;
  if (wouldRefuse.length > 0) row.reported = joinReported(row.reported, reportedOf(wouldRefuse, atMs), sum);
  const day = Math.floor(atMs / dayMs);
  const last = row.days.at(-1);
  if (last?.[0] === day) {
    last[1] += accepted;
    last[2] += 1 - accepted;
  } else row.days = joinDays(row.days, [[day, accepted, 1 - accepted]], sum);
}

/** How two counts of the same thing become one: `sum` of two parts, `Math.max` of two views of the whole. */
export type Join = (one: number, other: number) => number;

export function sum(one: number, other: number): number {
  return one + other;
}

export function joinRows(row: UseRow, other: UseRow, join: Join): void {
  row.firstMs = Math.min(row.firstMs, other.firstMs);
  row.lastMs = Math.max(row.lastMs, other.lastMs);
  row.lastAcceptedMs = Math.max(row.lastAcceptedMs, other.lastAcceptedMs);
  row.accepted = join(row.accepted, other.accepted);
  row.refused = join(row.refused, other.refused);
  row.days = joinDays(row.days, other.days, join);
  if (other.reported !== undefined) row.reported = joinReported(row.reported, other.reported, join);
}

function joinReported(one: ReportedUses = new Map(), other: ReportedUses, join: Join): ReportedUses {
  const joined = new Map(one);
  for (const [reason, { calls, firstMs, lastMs }] of other) {
    const known = joined.get(reason) ?? { calls: 0, firstMs, lastMs };
    joined.set(reason, {
      calls: join(known.calls, calls),
      firstMs: Math.min(known.firstMs, firstMs),
      lastMs: Math.max(known.lastMs, lastMs),
    });
  }
  return joined;
}

function joinDays(one: readonly DayOfUse[], other: readonly DayOfUse[], join: Join): readonly DayOfUse[] {
  const days = new Map(one.map((each) => [each[0], each]));
  for (const each of other) {
    const [day, accepted, refused] = each;
    const known = days.get(day);
    days.set(day, known === undefined ? each : [day, join(known[1], accepted), join(known[2], refused)]);
  }
  return [...days.values()].toSorted(([a], [b]) => a - b).slice(-daysKept);
}
