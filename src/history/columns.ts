import { denials } from '../domain/call/denials.ts';
import type { OutcomeName } from '../domain/gateway/gateway-status.ts';

/** Of one slot of time; each column counts one thing, or is the most that there was at one moment. */
export type HistoryRow = Uint32Array<ArrayBuffer>;

/** Upper bounds in milliseconds, five a decade, so that a percentile is at most a quarter off; the last bucket has none. */
export interface Buckets {
  readonly first: number;
  readonly firstBoundMs: number;
  readonly count: number;
}

const perDecade = 5;
const outcomes: readonly OutcomeName[] = ['permitted', 'reported', 'refused'];
const reasons = Object.keys(denials);
const gauges = ['inFlight', 'waiting'];

/** What stands where in a row. */
export const columns = {
  outcomes: rangeOf(outcomes, 0),
  reasons: rangeOf(reasons, outcomes.length),
  gauges: rangeOf(gauges, outcomes.length + reasons.length),
  gateway: { first: outcomes.length + reasons.length + gauges.length, firstBoundMs: 0.05, count: 23 },
  panel: { first: outcomes.length + reasons.length + gauges.length + 23, firstBoundMs: 1, count: 31 },
} as const;

/** By position; files name columns, so that those of another version are still right. */
export const columnNames: readonly string[] = [
  ...outcomes,
  ...reasons.map((reason) => `refused ${reason}`),
  ...gauges.map((gauge) => `most ${gauge}`),
  ...bucketNames('gateway', columns.gateway),
  ...bucketNames('panel', columns.panel),
];

const mostColumns: ReadonlySet<number> = new Set(columns.gauges.values());

export function emptyRow(): HistoryRow {
  return new Uint32Array(columnNames.length);
}

export function isEmptyRow(row: HistoryRow): boolean {
  return row.every((cell) => cell === 0);
}

/** Adds one row to another: counts are summed, and of the most at one moment the greater stays. */
export function joinRow(into: HistoryRow, row: Readonly<ArrayLike<number>>): void {
  for (const [column, before] of into.entries()) {
    const more = row[column] ?? 0;
    into[column] = mostColumns.has(column) ? Math.max(before, more) : before + more;
  }
}

export function bucketOf({ first, firstBoundMs, count }: Buckets, ms: number): number {
  const bucket = Math.ceil(Math.log10(ms / firstBoundMs) * perDecade);
  return first + Math.min(count - 1, Math.max(0, bucket));
}

/**
 * The time below which this share of all durations lies, in milliseconds, interpolated within its bucket; undefined where there were none.
 *
 * @param share between 0 and 1
 */
export function percentileOf(row: HistoryRow, { first, firstBoundMs, count }: Buckets, share: number): number | undefined {
  const counts = row.subarray(first, first + count);
  const total = counts.reduce((sum, each) => sum + each, 0);
  if (total === 0) return undefined;
  let below = 0;
  for (const [bucket, each] of counts.entries()) {
    if (each > 0 && below + each >= total * share) {
      const upper = firstBoundMs * 10 ** (bucket / perDecade);
      const lower = bucket === 0 ? 0 : firstBoundMs * 10 ** ((bucket - 1) / perDecade);
      return lower + ((upper - lower) * (total * share - below)) / each;
    }
    below += each;
  }
  return undefined;
}

function rangeOf(names: readonly string[], first: number): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, first + index]));
}

function bucketNames(what: string, { count }: Buckets): readonly string[] {
  return Array.from({ length: count }, (_, bucket) => `${what} ${bucket}`);
}
