import type { ByteString } from '../domain/call.ts';

/** One line of a `KEY='value'` file. `odd`: anything but the strict form; its text may hold secrets and goes into no message. */
export type KeyValueLine =
  | { readonly kind: 'strict'; readonly number: number; readonly name: string; readonly value: ByteString }
  | { readonly kind: 'odd'; readonly number: number; readonly text: ByteString; readonly fault: string };

/** A file of which every line is strict and every name there once. */
export type StrictValues =
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, ByteString> }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/**
 * The panel reads a value differently from how it is written where it holds a control character or `^#`. A line that has one is odd, so
 * that a strict value is the panel's value, byte for byte.
 */
const strictLine = /^([A-Za-z_][A-Za-z0-9_]*)='((?:(?!\^#)[^'\x00-\x1f\x7f])*)'$/;

/** Reads the lines of a file as data, never as shell. Lines are counted from 1; a last line without a line feed is odd. */
export function readKeyValueLines(text: ByteString): readonly KeyValueLine[] {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const read = lines.map((line, index) => readLine(line, index + 1));
  if (rest === '') return read;
  return [...read, { kind: 'odd', number: lines.length + 1, text: rest, fault: 'does not end with a line feed' }];
}

/** Reads a file whose every line must be strict. Faults are in words, with line numbers, without values. */
export function readStrictValues(text: ByteString): StrictValues {
  const values = new Map<string, ByteString>();
  const faults: string[] = [];
  for (const line of readKeyValueLines(text)) {
    if (line.kind === 'odd') faults.push(`line ${line.number} ${line.fault}`);
    else if (values.has(line.name)) faults.push(`line ${line.number} sets ${line.name} a second time`);
    else values.set(line.name, line.value);
  }
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'values', values };
}

function readLine(text: ByteString, number: number): KeyValueLine {
  const match = strictLine.exec(text);
  if (match === null) return { kind: 'odd', number, text, fault: "is not of the form NAME='value'" };
  return { kind: 'strict', number, name: match[1] ?? '', value: match[2] ?? '' };
}
