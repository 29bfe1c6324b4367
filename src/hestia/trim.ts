import type { ByteString } from '../domain/call.ts';

/** PHP's `trim`: space, tab, line feed, carriage return, NUL, vertical tab. JavaScript's takes other characters. */
export function trim(text: ByteString): ByteString {
  let from = 0;
  let to = text.length;
  while (from < to && isTrimmed(text.charCodeAt(from))) from += 1;
  while (to > from && isTrimmed(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isTrimmed(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0c) || code === 0x00;
}
