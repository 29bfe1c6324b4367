import type { ByteString } from '../../domain/call/call.ts';
import { hexDigit } from '../text/hex-digit.ts';

/** In place of the end of what is not JSON. */
export const notJson = -1;

const quote = 0x22;
const backslash = 0x5c;
const letterU = 0x75;
const firstPrintable = 0x20;
const escapeLength = 6;

/** What stands for one byte behind a backslash, by the byte that it stands for. */
const shortEscapes = new Map([
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x2f, 0x2f],
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);
const unescaped = Uint8Array.from({ length: 256 }, (_, byte) => shortEscapes.get(byte) ?? 0);

/**
 * Where the string that begins there ends, behind its closing quote. `notJson` also where it holds half of a surrogate pair: neither PHP nor
 * UTF-8 has such a text.
 *
 * @param start where its opening quote stands, or something else
 */
export function endOfString(bytes: Buffer, start: number): number {
  if (bytes[start] !== quote) return notJson;
  let at = start + 1;
  for (;;) {
    let byte = bytes[at] ?? 0;
    while (byte >= firstPrintable && byte !== quote && byte !== backslash) {
      at += 1;
      byte = bytes[at] ?? 0;
    }
    if (byte === quote) return at + 1;
    const length = byte === backslash ? lengthOfEscape(bytes, at) : 0;
    if (length === 0) return notJson;
    at += length;
  }
}

/** @param from where a string that `endOfString` accepts begins, with its quote; `to` is behind the closing one */
export function stringText(bytes: Buffer, from: number, to: number): ByteString {
  const written = bytes.subarray(from + 1, to - 1);
  return written.includes(backslash) ? unescape(written) : written.toString('latin1');
}

/** 0 where the escape is none, or is half of a surrogate pair. */
function lengthOfEscape(bytes: Buffer, at: number): number {
  const letter = bytes[at + 1] ?? 0;
  if (letter !== letterU) return unescaped[letter] === 0 ? 0 : 2;
  const unit = unitAt(bytes, at);
  if (unit === -1 || isLow(unit)) return 0;
  if (!isHigh(unit)) return escapeLength;
  return isLow(unitAt(bytes, at + escapeLength)) ? 2 * escapeLength : 0;
}

/** The UTF-16 code unit of `\uXXXX`; -1 where that does not stand there. */
function unitAt(bytes: Buffer, at: number): number {
  if (bytes[at] !== backslash || bytes[at + 1] !== letterU) return -1;
  let unit = 0;
  for (let digit = at + 2; digit < at + escapeLength; digit += 1) {
    const value = hexDigit(bytes[digit] ?? 0);
    if (value === -1) return -1;
    unit = unit * 16 + value;
  }
  return unit;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Escapes take more bytes than what they stand for, so the text fits into as many. */
function unescape(written: Buffer): ByteString {
  const text = Buffer.allocUnsafe(written.length);
  let length = 0;
  for (let at = 0; at < written.length;) {
    const byte = written[at] ?? 0;
    const letter = byte === backslash ? (written[at + 1] ?? 0) : 0;
    if (byte !== backslash) {
      text[length] = byte;
      length += 1;
      at += 1;
    } else if (letter !== letterU) {
      text[length] = unescaped[letter] ?? 0;
      length += 1;
      at += 2;
    } else {
      const codePoint = codePointAt(written, at);
      length = writeUtf8(text, length, codePoint);
      at += codePoint < 0x10000 ? escapeLength : 2 * escapeLength;
    }
  }
  return text.toString('latin1', 0, length);
}

function codePointAt(bytes: Buffer, at: number): number {
  const unit = unitAt(bytes, at);
  return isHigh(unit) ? 0x10000 + (unit - 0xd800) * 0x400 + (unitAt(bytes, at + escapeLength) - 0xdc00) : unit;
}

/** @returns where the next byte belongs */
function writeUtf8(text: Buffer, at: number, codePoint: number): number {
  if (codePoint < 0x80) {
    text[at] = codePoint;
    return at + 1;
  }
  const continuations = continuationsOf(codePoint);
  const lead = (0xf80 >> continuations) & 0xff;
  text[at] = lead | (codePoint >> (6 * continuations));
  for (let left = continuations - 1; left >= 0; left -= 1) {
    text[at + continuations - left] = 0x80 | ((codePoint >> (6 * left)) & 0x3f);
  }
  return at + continuations + 1;
}

function continuationsOf(codePoint: number): number {
  if (codePoint < 0x800) return 1;
  return codePoint < 0x10000 ? 2 : 3;
}
