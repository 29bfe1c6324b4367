import type { ByteString } from '../../domain/call/call.ts';

/** Space, tab, line feed, carriage return, NUL, vertical tab. Looked up: an argument may be nothing else. */
const isTrimmed = Uint8Array.from({ length: 256 }, (_, byte) => (' \t\n\r\0\x0B'.includes(String.fromCharCode(byte)) ? 1 : 0));

/** PHP's `trim`. JavaScript's takes other characters. */
export function trim(text: ByteString): ByteString {
  let from = 0;
  let to = text.length;
  while (from < to && isTrimmed[text.charCodeAt(from)] === 1) from += 1;
  while (to > from && isTrimmed[text.charCodeAt(to - 1)] === 1) to -= 1;
  return text.slice(from, to);
}
