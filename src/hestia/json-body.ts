import type { ByteString } from '../domain/call.ts';
import { type FieldName, fieldNameOf, type FieldsReading, type FieldValue } from './fields.ts';
import { scanJson } from './json-scan.ts';

/** PHP's `json_decode` gives up beyond this. */
const maxDepth = 512;
const integer = /^-?(?:0|[1-9][0-9]*)$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a JSON object; undefined for everything that PHP does not read as one (invalid UTF-8, a byte order mark, a lone surrogate). */
export function readJsonBody(body: Buffer): FieldsReading | undefined {
  const text = decode(body);
  const value = text === undefined ? undefined : parse(text);
  if (text === undefined || value === undefined) return undefined;
  const scan = scanJson(text);
  if (scan.depth > maxDepth || scan.loneSurrogate) return undefined;
  const fields = new Map<FieldName, FieldValue>();
  for (const [key, member] of Object.entries(value)) {
    const name = fieldNameOf(key);
    // null is missing, not empty.
    if (name !== undefined && member !== null) fields.set(name, fieldOf(member, scan.numbers.get(key)));
  }
  return { fields, fault: undefined };
}

function decode(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    // Invalid UTF-8: no usable data.
    return undefined;
  }
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // Not JSON: no usable data.
    return undefined;
  }
}

/** @param spelling of a number, as the client wrote it */
function fieldOf(value: unknown, spelling: string | undefined): FieldValue {
  if (typeof value === 'string') return { text: bytesOf(value) };
  if (typeof value === 'boolean') return { text: value ? '1' : '' };
  if (typeof value !== 'number') return { fault: 'is an array or an object' };
  // Only integers: PHP would spell 1e15 as 1.0E+15. String(-0) is 0, as in PHP.
  const isWhole = spelling !== undefined && integer.test(spelling) && Number.isSafeInteger(value);
  return isWhole ? { text: String(value) } : { fault: 'is a number that is no whole number in the safe range' };
}

function bytesOf(text: string): ByteString {
  return Buffer.from(text, 'utf8').toString('latin1');
}
