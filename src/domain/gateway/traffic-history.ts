import type { OutcomeName } from './gateway-status.ts';

/** How far back: as a chart of some 60 to 180 points. */
export type HistorySpan = '15m' | '6h' | '30d';

export const historySpans: readonly HistorySpan[] = ['15m', '6h', '30d'];

/** Calls of the last time, in steps of equal length. Each list has one entry a step, the oldest first. */
export interface TrafficHistory {
  readonly stepSeconds: number;
  /** When each step began: seconds since 1970, wall clock. */
  readonly times: readonly number[];
  readonly outcomes: Readonly<Record<OutcomeName, readonly number[]>>;
  /** By reason; only those that there were. */
  readonly refusals: Readonly<Record<string, readonly number[]>>;
  readonly gatewayMs: Percentiles;
  readonly panelMs: Percentiles;
  /** The most at one moment, as looked at once a second; over all panels. */
  readonly inFlight: readonly number[];
  readonly waiting: readonly number[];
  /** How many may be in flight and wait now, over all panels. */
  readonly bounds: { readonly inFlight: number; readonly waiting: number };
}

/** Milliseconds, an eighth off at most; null where there was no call. */
export interface Percentiles {
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  /** What is not told apart any more: a time of so much is that long, or longer. */
  readonly over: number;
}

export interface HistoryControl {
  readonly read: (span: HistorySpan) => TrafficHistory;
}
