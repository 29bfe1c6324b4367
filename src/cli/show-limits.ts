import { askAdmin } from './ask-admin.ts';
import { queryOf } from './who.ts';
import { fieldsOf, listOf, textOf } from '../domain/json-fields.ts';
import { spanText } from './span-text.ts';
import { tableText } from './table-text.ts';
import type { Terminal } from './terminal.ts';

/** Prints what is counted now for an address, or for an access key by its id. */
export async function showLimits(file: string, who: string, terminal: Terminal): Promise<void> {
  const query = queryOf(who);
  const { counted } = fieldsOf(await askAdmin(file, terminal, { method: 'GET', path: `/limits?${query}` }));
  const rows = listOf(counted).map(fieldsOf).map(rowOf);
  terminal.stdout.write(tableText(['panel', 'counted', 'used', 'counted anew in', 'refused for'], rows));
}

function rowOf({ panel, counted, used, of, resetSeconds, refusedSeconds }: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    textOf(panel),
    textOf(counted),
    `${textOf(used)} of ${textOf(of)}`,
    spanOrNone(resetSeconds),
    spanOrNone(refusedSeconds),
  ];
}

function spanOrNone(seconds: unknown): string {
  return typeof seconds === 'number' ? spanText(seconds) : '-';
}
