import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorText } from '../../domain/text/error-text.ts';
import { drive, type Pace, type Steps } from '../follow/drive.ts';
import { lineFormFault } from '../../hestia/text/line-form.ts';
import { type FileLook, stampOf } from '../follow/look-at-file.ts';
import type { PanelDocument } from './panel-document.ts';
import { StaticDocumentReader } from './static-document-reader.ts';

export interface StaticFileOptions extends Pace {
  /** Reads a file that is written by hand: YAML or JSON. Throws an Error in words. */
  readonly parse: (text: string) => unknown;
  readonly isStopped: () => boolean;
}

export type StaticReading =
  | { readonly kind: 'document'; readonly document: PanelDocument }
  /** In words. */
  | { readonly kind: 'faults'; readonly faults: readonly string[] }
  /** Another file took its place, or it was written, since it was looked at; or the reading was stopped. */
  | { readonly kind: 'changing' };

const maxBytes = 256 * 1024 * 1024;
/** A file that is written by hand is parsed in one piece, which blocks the event loop: about 0.1 s at this size. */
const maxHandWrittenBytes = 64 * 1024;
const lineFeed = 0x0a;
const halfWritten = 'does not end with a line feed, so it may be half written';

/**
 * Reads the very file that was looked at.
 *
 * A file of `hearthgate collect` has one JSON object a line, so that reading 100,000 keys does not block the event loop: `JSON.parse` of all of it
 * at once takes 0.2 s. Its first line says how many follow, so one that was cut off is noticed. Every other file is one document, for
 * `parse`, which must refuse a name that is there twice: `JSON.parse` does not.
 *
 * @throws Error of the system, where the file cannot be read
 */
export async function readStaticFile(path: string, seen: FileLook, options: StaticFileOptions): Promise<StaticReading> {
  if (seen.size > maxBytes) return fault(`is longer than ${maxBytes} bytes`);
  const bytes = await bytesOf(path, seen);
  if (bytes === undefined) return { kind: 'changing' };
  if (bytes.length === 0) return fault('is empty');
  if (bytes[bytes.length - 1] !== lineFeed) return fault(halfWritten);
  if (!isUtf8(bytes)) return fault('is not UTF-8');
  const head = headOf(bytes);
  return head === undefined ? readWhole(bytes, options.parse) : await readLines(bytes, head, options);
}

/** Undefined: it is no longer what was seen. */
async function bytesOf(path: string, seen: FileLook): Promise<Buffer | undefined> {
  // Never blocks, even where the name leads to a FIFO or a device by now.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await isStill(seen, handle))) return undefined;
    const bytes = Buffer.allocUnsafe(seen.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = (await handle.read(bytes, length, bytes.length - length, length)).bytesRead;
    }
    return length === bytes.length && (await isStill(seen, handle)) ? bytes : undefined;
  } finally {
    await handle.close();
  }
}

async function isStill(seen: FileLook, handle: FileHandle): Promise<boolean> {
  const stats = await handle.stat();
  return stats.isFile() && stampOf(stats) === seen.stamp;
}

interface Head {
  readonly value: unknown;
  /** How many lines follow. */
  readonly lines: unknown;
  /** Where the first of them begins. */
  readonly end: number;
}

/** The first line of a file that has one object a line; undefined for any other file. */
function headOf(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(lineFeed) + 1;
  if (bytes[0] !== 0x7b) return undefined;
  const value = parsedLine(bytes.toString('utf8', 0, end - 1));
  if (typeof value !== 'object' || value === null || !('lines' in value)) return undefined;
  return { value, lines: value.lines, end };
}

function readWhole(bytes: Buffer, parse: StaticFileOptions['parse']): StaticReading {
  if (bytes.length > maxHandWrittenBytes) {
    const words = `is longer than ${maxHandWrittenBytes} bytes, and not in the form that hearthgate collect writes; docs/panel-state.md describes it`;
    return withForm([words], bytes);
  }
  const reader = new StaticDocumentReader();
  try {
    reader.addHead(parse(bytes.toString('utf8')));
  } catch (error) {
    // What is thrown here is a fault of the file.
    return withForm([errorText(error)], bytes);
  }
  return readingOf(reader, bytes);
}

async function readLines(bytes: Buffer, head: Head, options: StaticFileOptions): Promise<StaticReading> {
  const reader = new StaticDocumentReader();
  reader.addHead(head.value);
  const isWhole = await drive(addLinesInSteps(bytes, head, reader), options.isStopped, options);
  return isWhole ? readingOf(reader, bytes) : { kind: 'changing' };
}

function* addLinesInSteps(bytes: Buffer, head: Head, reader: StaticDocumentReader): Steps<void> {
  let lines = 0;
  for (let at = head.end; at < bytes.length;) {
    const end = bytes.indexOf(lineFeed, at);
    const value = parsedLine(bytes.toString('utf8', at, end));
    lines += 1;
    if (value === undefined)
      reader.faults.add(`line ${lines + 1}`, 'expected one JSON object, without spaces and with no name twice');
    else reader.addLine(value, `line ${lines + 1}`);
    at = end + 1;
    yield;
  }
  if (lines !== head.lines)
    reader.faults.add('lines', `${lines} lines follow the first, and it names another number: it may be half written`);
}

/** Undefined for what is no JSON, or not spelled as the program writes it: of a name that is there twice `JSON.parse` takes the last. */
function parsedLine(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    // The caller says what was expected.
    return undefined;
  }
}

function readingOf(reader: StaticDocumentReader, bytes: Buffer): StaticReading {
  const document = reader.document();
  return document === undefined ? withForm(reader.faults.texts(), bytes) : { kind: 'document', document };
}

/** With the line ends or the mark of another system, if that is what is wrong. */
function withForm(faults: readonly string[], bytes: Buffer): StaticReading {
  const form = lineFormFault(bytes.toString('latin1', 0, maxHandWrittenBytes));
  return { kind: 'faults', faults: form === undefined ? faults : [form, ...faults] };
}

function fault(text: string): StaticReading {
  return { kind: 'faults', faults: [text] };
}
