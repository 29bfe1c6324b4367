import type { ByteString } from '../domain/call.ts';
import { FormFields, type FieldsReading } from './fields.ts';

const percent = 0x25;
const plus = 0x2b;
const space = 0x20;

/** Reads `application/x-www-form-urlencoded` as PHP does: `&` separates, `+` is a space, a bad `%` stays as it is. */
export function readFormBody(body: ByteString): FieldsReading {
  const form = new FormFields();
  for (const pair of pairsOf(body)) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    form.add(decode(name), () => (equals === -1 ? '' : decode(pair.slice(equals + 1))));
  }
  return form.reading();
}

function* pairsOf(body: ByteString): Iterable<ByteString> {
  let from = 0;
  while (from < body.length) {
    const at = body.indexOf('&', from);
    const to = at === -1 ? body.length : at;
    yield body.slice(from, to);
    from = to + 1;
  }
}

function decode(text: ByteString): ByteString {
  if (!text.includes('%') && !text.includes('+')) return text;
  const bytes = Buffer.from(text, 'latin1');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const decoded = byte === percent ? hexAt(bytes, at + 1) : -1;
    if (decoded !== -1) at += 2;
    bytes[length] = decoded === -1 ? plusToSpace(byte) : decoded;
    length += 1;
  }
  return bytes.toString('latin1', 0, length);
}

function plusToSpace(byte: number): number {
  return byte === plus ? space : byte;
}

function hexAt(bytes: Buffer, at: number): number {
  const high = hexDigit(bytes[at]);
  const low = hexDigit(bytes[at + 1]);
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
