import { denials } from '../domain/call/denials.ts';
import type { OutcomeName } from '../domain/gateway/gateway-status.ts';

/** Of one slot of time; each column counts one thing, or is the most that there was at one moment. */
export type HistoryRow = Uint32Array<ArrayBuffer>;

/**
 * Upper bounds in milliseconds, ten a decade: the middle of a bucket is at most an eighth off whatever lies in it. The last bucket has no upper
 * bound.
 */
export interface Buckets {
  readonly first: number;
  readonly firstBoundMs: number;
  readonly count: number;
}

const perDecade = 10;
const outcomes: readonly OutcomeName[] = ['permitted', 'reported', 'refused'];
const reasons = Object.keys(denials);
const gauges = ['inFlight', 'waiting'];

/** What stands where in a row. */
export const columns = {
  outcomes: rangeOf(outcomes, 0),
  reasons: rangeOf(reasons, outcomes.length),
  gauges: rangeOf(gauges, outcomes.length + reasons.length),
  gateway: { first: outcomes.length + reasons.length + gauges.length, firstBoundMs: 0.05, count: 63 },
  panel: { first: outcomes.length + reasons.length + gauges.length + 63, firstBoundMs: 1, count: 60 },
} as const;

/** By position; files name columns, so that those of another version are still right. */
export const columnNames: readonly string[] = [
  ...outcomes,
  ...reasons.map((reason) => `refused ${reason}`),
  ...gauges.map((gauge) => `most ${gauge}`),
  ...bucketNames('gateway', columns.gateway),
  ...bucketNames('panel', columns.panel),
];

/** How many buckets a decade had before; a file may still have them. */
const olderPerDecade = 5;

/**
 * Adds what a file counts under a name. Where it has buckets of before, each is two of now, and what it counts is shared out between them; a
 * name of another version that says nothing here is left out.
 */
export function addNamed(row: HistoryRow, name: string, count: number): void {
  const column = positions.get(name);
  if (column !== undefined) {
    row[column] = (row[column] ?? 0) + count;
    return;
  }
  const [, what, number] = /^(gateway|panel) ([0-9]{1,2})$/.exec(name) ?? [];
  if (what !== 'gateway' && what !== 'panel') return;
  const { first, count: buckets } = columns[what];
  const last = Math.min(buckets - 1, Number(number) * (perDecade / olderPerDecade));
  const before = Math.max(0, last - 1);
  row[first + before] = (row[first + before] ?? 0) + Math.floor(count / 2);
  row[first + last] = (row[first + last] ?? 0) + Math.ceil(count / 2);
}

const positions: ReadonlyMap<string, number> = new Map(columnNames.map((name, column) => [name, column]));

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

/** What is told of durations that are longer than every bound: so long, or longer. */
export function overMsOf({ firstBoundMs, count }: Buckets): number {
  return rounded(firstBoundMs * 10 ** ((count - 2) / perDecade));
}

/**
 * The time below which this share of all durations lies, in milliseconds: the middle of its bucket, or `overMsOf` in the last one; undefined where
 * there were none.
 *
 * @param share between 0 and 1
 */
export function percentileOf(row: HistoryRow, buckets: Buckets, share: number): number | undefined {
  const { first, firstBoundMs, count } = buckets;
  const counts = row.subarray(first, first + count);
  const total = counts.reduce((sum, each) => sum + each, 0);
  if (total === 0) return undefined;
  let below = 0;
  for (const [bucket, each] of counts.entries()) {
    below += each;
    if (each > 0 && below >= total * share)
      return bucket === count - 1 ? overMsOf(buckets) : rounded(firstBoundMs * 10 ** ((bucket - 0.5) / perDecade));
  }
  return undefined;
}

function rounded(ms: number): number {
  return Number(ms.toPrecision(3));
}

function rangeOf(names: readonly string[], first: number): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, first + index]));
}

function bucketNames(what: string, { count }: Buckets): readonly string[] {
  return Array.from({ length: count }, (_, bucket) => `${what} ${perDecade}/${bucket}`);
}
