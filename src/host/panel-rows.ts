import { readFileSync } from 'node:fs';
import { systemErrorCode } from '../domain/text/system-error-code.ts';

/** A file of the panel whose every line is a row: `NAME='value' NAME='value' …`. None where there is no file. */
export function readPanelRows(path: string): readonly ReadonlyMap<string, string>[] {
  return panelText(path)
    .split('\n')
    .filter((line) => line !== '')
    .map(readPanelRow);
}

/** One of its lines. */
export function readPanelRow(line: string): ReadonlyMap<string, string> {
  return new Map([...line.matchAll(/(?:^|\s)(\w+)='([^']*)'/g)].map(([, name = '', value = '']) => [name, value]));
}

/** One character a byte; empty where there is no file. */
export function panelText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
