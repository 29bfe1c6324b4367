import { fieldsOf } from '../domain/text/json-fields.ts';
import { columnNames, emptyRow, type HistoryRow } from './columns.ts';
import type { Ring } from './ring.ts';

/** A slot of a file. */
export interface HistoryEntry {
  /** Undefined: one of 15 seconds that counts for both rings, as a journal has it. */
  readonly ring: 'fine' | 'coarse' | undefined;
  readonly startMs: number;
  readonly row: HistoryRow;
}

/** Only what is not zero. */
export function slotFields(startMs: number, row: HistoryRow): object {
  return { start: startMs, counts: countsOf(row) };
}

/** All that there is, in pieces: the inside of a JSON object. */
export function* ringsText(fine: Ring, coarse: Ring): Generator<string> {
  yield* ringText('fine', fine);
  yield ',';
  yield* ringText('coarse', coarse);
}

function* ringText(name: 'fine' | 'coarse', ring: Ring): Generator<string> {
  yield `"${name}":[`;
  let comma = '';
  for (const [startMs, row] of ring.all()) {
    yield `${comma}${JSON.stringify({ ...slotFields(startMs, row), ring: name })}`;
    comma = ',';
  }
  yield ']';
}

/** Undefined: it is no such record. Columns of another version are left out. */
export function readHistoryEntry(record: unknown): HistoryEntry | undefined {
  const { start, counts, ring } = fieldsOf(record);
  if (typeof start !== 'number' || !Number.isSafeInteger(start) || start < 0) return undefined;
  if (ring !== undefined && ring !== 'fine' && ring !== 'coarse') return undefined;
  const row = emptyRow();
  for (const [name, count] of Object.entries(fieldsOf(counts))) {
    const column = positions.get(name);
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return undefined;
    if (column !== undefined) row[column] = count;
  }
  return { ring, startMs: start, row };
}

function countsOf(row: HistoryRow): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [column, count] of row.entries()) if (count > 0) counts[columnNames[column] ?? ''] = count;
  return counts;
}

const positions: ReadonlyMap<string, number> = new Map(columnNames.map((name, column) => [name, column]));
