import { askAdmin } from './ask-admin.ts';
import { fieldsOf, listOf, textOf } from '../domain/json-fields.ts';
import type { Settings } from '../domain/settings.ts';
import { spanText } from './span-text.ts';
import { tableText } from './table-text.ts';
import type { Output } from './terminal.ts';
import { queryOf, type Who } from './who.ts';

/** Prints what is counted now for an address, or for an access key by its id. */
export async function showLimits(settings: Settings, who: Who, stdout: Output): Promise<void> {
  const { counted } = fieldsOf(await askAdmin(settings, { method: 'GET', path: `/limits?${queryOf(who)}` }));
  const rows = listOf(counted).map(fieldsOf).map(rowOf);
  stdout.write(tableText(['panel', 'counted', 'used', 'resets in', 'retry after'], rows));
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
