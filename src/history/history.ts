import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus } from '../domain/gateway/gateway-status.ts';
import type { HistorySpan, TrafficHistory } from '../domain/gateway/traffic-history.ts';
import type { Observer, Outcome } from '../domain/gateway/observer.ts';
import { bucketOf, columns, emptyRow, type HistoryRow, isEmptyRow, joinRow } from './columns.ts';
import { readSpan } from './read-span.ts';
import { Ring } from './ring.ts';

export interface HistoryOptions {
  readonly clock: Clock;
  /** Undefined as long as there is no gateway. */
  readonly status: () => Pick<GatewayStatus, 'panels'> | undefined;
}

const tickMs = 1000;
const hourMs = 3_600_000;
const fineMs = 15_000;
const coarseMs = 600_000;

/** Told of each slot of 15 seconds when it is over. */
type SlotEnded = (startMs: number, row: HistoryRow) => void;

/**
 * What became of calls, and how long they took: in slots of 15 seconds for 6 hours, and of 10 minutes for 30 days. A call costs four
 * increments; slots are closed by a timer, once a second at most, which also looks how many calls are in flight.
 */
export class History implements Observer {
  readonly fine = new Ring(fineMs, (6 * hourMs) / fineMs);
  readonly coarse = new Ring(coarseMs, (30 * 24 * hourMs) / coarseMs);
  readonly #options: HistoryOptions;
  #counted = emptyRow();
  #slot: number;
  #slotEnded: SlotEnded = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#slot = this.#slotNow();
  }

  start(): void {
    this.#timer ??= setInterval(() => this.tick(), tickMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.endSlot();
  }

  onSlotEnded(listen: SlotEnded): void {
    this.#slotEnded = listen;
  }

  readonly ended = ({ result, wouldRefuse, timings }: Outcome): void => {
    const row = this.#counted;
    if (result.kind === 'refused') {
      increment(row, columns.outcomes.get('refused'));
      increment(row, columns.reasons.get(result.denial.reason));
    } else increment(row, columns.outcomes.get((wouldRefuse ?? []).length === 0 ? 'permitted' : 'reported'));
    const { totalMs, queueMs = 0, panelMs } = timings;
    increment(row, bucketOf(columns.gateway, Math.max(0, totalMs - queueMs - (panelMs ?? 0))));
    if (panelMs !== undefined) increment(row, bucketOf(columns.panel, panelMs));
  };

  tick(): void {
    this.#look();
    if (this.#slotNow() !== this.#slot) this.endSlot();
  }

  read(span: HistorySpan): TrafficHistory {
    this.#look();
    const nowMs = this.#options.clock.wallMs();
    const current = [this.#slot * fineMs, this.#counted] as const;
    return readSpan(span, { fine: this.fine, coarse: this.coarse, current, nowMs, bounds: this.#bounds() });
  }

  /** What was counted so far is a slot that has ended; more of the same slot is added to it. */
  endSlot(): void {
    const startMs = this.#slot * fineMs;
    const row = this.#counted;
    this.#slot = this.#slotNow();
    this.#counted = emptyRow();
    // A gateway without calls writes nothing: slots that are missing had none.
    if (isEmptyRow(row)) return;
    this.add(startMs, row);
    this.#slotEnded(startMs, row);
  }

  /** Of a slot of 15 seconds that has ended. */
  add(startMs: number, row: HistoryRow): void {
    this.fine.add(startMs, row);
    this.coarse.add(startMs, row);
  }

  /** Calls that are in flight or wait, where they are more than before in this slot. */
  #look(): void {
    const seen = emptyRow();
    for (const panel of this.#options.status()?.panels ?? []) {
      addTo(seen, columns.gauges.get('inFlight'), panel.callsInFlight());
      addTo(seen, columns.gauges.get('waiting'), panel.callsWaiting());
    }
    joinRow(this.#counted, seen);
  }

  #bounds(): TrafficHistory['bounds'] {
    const bounds = { inFlight: 0, waiting: 0 };
    for (const panel of this.#options.status()?.panels ?? []) {
      bounds.inFlight += panel.bounds.calls;
      bounds.waiting += panel.bounds.waiting;
    }
    return bounds;
  }

  #slotNow(): number {
    return Math.floor(this.#options.clock.wallMs() / fineMs);
  }
}

function increment(row: HistoryRow, column: number | undefined): void {
  addTo(row, column, 1);
}

function addTo(row: HistoryRow, column: number | undefined, more: number): void {
  if (column !== undefined) row[column] = (row[column] ?? 0) + more;
}
