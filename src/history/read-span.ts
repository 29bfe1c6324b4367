import type { HistorySpan, Percentiles, TrafficHistory } from '../domain/gateway/traffic-history.ts';
import { type Buckets, columns, emptyRow, type HistoryRow, joinRow, overMsOf, percentileOf } from './columns.ts';
import type { Ring } from './ring.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A step is a whole number of the ring's slots. */
const spans: Readonly<
  Record<HistorySpan, { readonly ring: 'fine' | 'coarse'; readonly steps: number; readonly stepMs: number }>
> = {
  '15m': { ring: 'fine', steps: 60, stepMs: 15_000 },
  '6h': { ring: 'fine', steps: 180, stepMs: 2 * minuteMs },
  '30d': { ring: 'coarse', steps: 180, stepMs: 4 * hourMs },
};

export interface SpanSource {
  readonly fine: Ring;
  readonly coarse: Ring;
  /** The slot that has not ended. */
  readonly current: readonly [startMs: number, row: HistoryRow];
  readonly nowMs: number;
  readonly bounds: TrafficHistory['bounds'];
}

/** The last step is the one that has not ended. */
export function readSpan(span: HistorySpan, source: SpanSource): TrafficHistory {
  const { ring, steps, stepMs } = spans[span];
  const lastMs = Math.floor(source.nowMs / stepMs) * stepMs;
  const firstMs = lastMs - (steps - 1) * stepMs;
  const rows = Array.from({ length: steps }, emptyRow);
  const join = (startMs: number, row: HistoryRow): void => {
    const into = rows[Math.floor((startMs - firstMs) / stepMs)];
    if (into !== undefined) joinRow(into, row);
  };
  for (const [startMs, row] of source[ring].between(firstMs, source.nowMs)) join(startMs, row);
  join(...source.current);
  const listOf = (column: number | undefined): readonly number[] => rows.map((row) => row[column ?? -1] ?? 0);
  const refusals = [...columns.reasons].map(([reason, column]) => [reason, listOf(column)] as const);
  return {
    stepSeconds: stepMs / 1000,
    times: rows.map((_, step) => (firstMs + step * stepMs) / 1000),
    outcomes: {
      permitted: listOf(columns.outcomes.get('permitted')),
      reported: listOf(columns.outcomes.get('reported')),
      refused: listOf(columns.outcomes.get('refused')),
    },
    refusals: Object.fromEntries(refusals.filter(([, counts]) => counts.some((count) => count > 0))),
    gatewayMs: percentilesOf(rows, columns.gateway),
    panelMs: percentilesOf(rows, columns.panel),
    inFlight: listOf(columns.gauges.get('inFlight')),
    waiting: listOf(columns.gauges.get('waiting')),
    bounds: source.bounds,
  };
}

function percentilesOf(rows: readonly HistoryRow[], buckets: Buckets): Percentiles {
  const listOf = (share: number): readonly (number | null)[] => rows.map((row) => percentileOf(row, buckets, share) ?? null);
  return { p50: listOf(0.5), p99: listOf(0.99), over: overMsOf(buckets) };
}
