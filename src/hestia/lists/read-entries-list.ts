import type { ByteString } from '../../domain/call/call.ts';
import type { ListValue } from './json-of-list.ts';
import { type ListReading, readList } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

type ReadEntry<Entry> = (name: string, value: ListValue) => Entry;

/** An entry in a line of its own: its name, its value, and the comma between two of them. */
const entryLine = /^\s*("([^"\\\x00-\x1f]*)": \{.*\})(,?)\s*$/;

/**
 * Reads a list of entries by name, as the panel writes it: one entry a line, and no value holds a line feed. So a quote in a value breaks the
 * entry of its line and no other. A list in any other layout is read as a whole, and one that is empty may be no text at all.
 */
export function readEntriesList<Entry>(text: ByteString, readEntry: ReadEntry<Entry>): ListReading<ReadonlyMap<string, Entry>> {
  const lines = linesOf(text);
  return lines === undefined ? readWhole(text, readEntry) : readLines(lines, readEntry);
}

function readWhole<Entry>(text: ByteString, readEntry: ReadEntry<Entry>): ListReading<ReadonlyMap<string, Entry>> {
  return readList(text === '' ? '{}' : text, (value) => {
    const entries = [...shapeOfList.entries(value)];
    return new Map(entries.map(([name, entry]) => [name, readEntry(name, entry)]));
  });
}

interface Line {
  readonly name: string;
  readonly entry: ByteString;
}

/** Undefined: the text has another layout. */
function linesOf(text: ByteString): readonly Line[] | undefined {
  const [first, ...others] = text.split('\n');
  if (first?.trim() !== '{' || others.pop()?.trim() !== '}' || others.length === 0) return undefined;
  const lines: Line[] = [];
  for (const [index, line] of others.entries()) {
    const [, entry, name, comma] = entryLine.exec(line) ?? [];
    const isLast = index === others.length - 1;
    if (entry === undefined || name === undefined || (comma === '') !== isLast) return undefined;
    lines.push({ name, entry });
  }
  return lines;
}

function readLines<Entry>(lines: readonly Line[], readEntry: ReadEntry<Entry>): ListReading<ReadonlyMap<string, Entry>> {
  const facts = new Map<string, Entry>();
  const broken = new Map<string, string>();
  for (const { name, entry } of lines) {
    const reading = readList(`{${entry}}`, (value) => {
      const [[found, inner] = [], ...others] = shapeOfList.entries(value);
      return found === name && inner !== undefined && others.length === 0 ? readEntry(name, inner) : undefined;
    });
    const isTwice = facts.has(name) || broken.has(name);
    if (reading.kind === 'facts' && reading.facts !== undefined && !isTwice) facts.set(name, reading.facts);
    else broken.set(name, isTwice ? 'it is listed twice' : faultOf(reading));
    if (isTwice) facts.delete(name);
  }
  return { kind: 'facts', facts, broken };
}

function faultOf(reading: ListReading<unknown>): string {
  return reading.kind === 'fault' ? reading.fault : 'its line holds more than one entry';
}
