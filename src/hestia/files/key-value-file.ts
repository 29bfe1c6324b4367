import type { ByteString } from '../../domain/call/call.ts';
import { lineFormFault } from '../text/line-form.ts';

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
 * that a strict value is the panel's value, byte for byte. A tab is a character like any other: the panel lets it through in a COMMENT.
 */
const strictLine = /^([A-Za-z_][A-Za-z0-9_]*)='((?:(?!\^#)[^'\x00-\x08\x0a-\x1f\x7f])*)'$/;
/** Without quotes, such a value is the same to the panel's own reader and to a shell. */
const bareLine = /^([A-Za-z_][A-Za-z0-9_]*)=([A-Za-z0-9_,.-]*)$/;

const notTheForm = "is not of the form NAME='value'";

/** Reads the lines of a file as data, never as shell. Lines are counted from 1; a last line without a line feed is odd. */
export function readKeyValueLines(text: ByteString): readonly KeyValueLine[] {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const read = lines.map((line, index) => readLine(line, index + 1));
  if (rest === '') return read;
  return [...read, { kind: 'odd', number: lines.length + 1, text: rest, fault: 'does not end with a line feed' }];
}

/**
 * Reads a file whose every line must be strict. Faults are in words, with line numbers, without values.
 *
 * @param bare whether `NAME=value` without quotes is read, where the panel and a shell read the same
 */
export function readStrictValues(text: ByteString, bare: 'refuse' | 'read' = 'refuse'): StrictValues {
  const values = new Map<string, ByteString>();
  const form = lineFormFault(text);
  const faults = form === undefined ? [] : [form];
  for (const found of readKeyValueLines(text)) {
    const line = bare === 'read' ? bareRead(found) : found;
    if (line.kind === 'odd') faults.push(`line ${line.number} ${line.fault}`);
    else if (values.has(line.name)) faults.push(`line ${line.number} sets ${line.name} a second time`);
    else values.set(line.name, line.value);
  }
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'values', values };
}

function bareRead(line: KeyValueLine): KeyValueLine {
  // A last line without a line feed is odd for that, whatever it says.
  const match = line.kind === 'odd' && line.fault === notTheForm ? bareLine.exec(line.text) : null;
  return match === null ? line : { kind: 'strict', number: line.number, name: match[1] ?? '', value: match[2] ?? '' };
}

function readLine(text: ByteString, number: number): KeyValueLine {
  const match = strictLine.exec(text);
  if (match === null) return { kind: 'odd', number, text, fault: notTheForm };
  return { kind: 'strict', number, name: match[1] ?? '', value: match[2] ?? '' };
}
