import { fieldsOf } from '../domain/text/json-fields.ts';
import { addNamed, columnNames, emptyRow, type HistoryRow } from './columns.ts';
import type { Ring } from './ring.ts';

/** A slot of a file. */
export interface HistoryEntry {
  /** Undefined: one of 15 seconds that counts for both rings, as a journal has it. */
  readonly ring: 'fine' | 'coarse' | undefined;
  readonly startMs: number;
  readonly row: HistoryRow;
  /** Of a journal's slot, in the order in which they ended; of a mark, that of the last slot that the file holds. Undefined in files of before. */
  readonly number: number | undefined;
}

/** Says of which slots the file is made: those of a journal up to this number are in it. It is a slot without calls. */
function markText(number: number): string {
  return JSON.stringify({ ...slotFields(0, emptyRow()), number });
}

/** Only what is not zero. */
export function slotFields(startMs: number, row: HistoryRow): object {
  return { start: startMs, counts: countsOf(row) };
}

interface HistoryContent {
  readonly fine: Ring;
  readonly coarse: Ring;
  /** Slots that lie in the future. */
  readonly ahead: readonly HistoryEntry[];
  readonly lastNumber: number;
}

/** All that there is, in pieces: the inside of a JSON object. */
export function* historyText({ fine, coarse, ahead, lastNumber }: HistoryContent): Generator<string> {
  yield* ringText('fine', fine);
  yield ',';
  yield* ringText('coarse', coarse);
  yield `,"ahead":[${markText(lastNumber)}`;
  for (const { startMs, row, ring } of ahead) yield `,${JSON.stringify({ ...slotFields(startMs, row), ring })}`;
  yield ']';
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
  const { start, counts, ring, number } = fieldsOf(record);
  if (typeof start !== 'number' || !Number.isSafeInteger(start) || start < 0) return undefined;
  if (ring !== undefined && ring !== 'fine' && ring !== 'coarse') return undefined;
  if (number !== undefined && (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)) return undefined;
  const row = emptyRow();
  for (const [name, count] of Object.entries(fieldsOf(counts))) {
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return undefined;
    addNamed(row, name, count);
  }
  return { ring, startMs: start, row, number };
}

function countsOf(row: HistoryRow): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [column, count] of row.entries()) if (count > 0) counts[columnNames[column] ?? ''] = count;
  return counts;
}
