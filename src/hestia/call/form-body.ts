import type { ByteString } from '../../domain/call/call.ts';
import { beginsArray, FormFields, longestName } from './fields.ts';
import { hexDigit } from '../text/hex-digit.ts';
import { type ReadingScope, wholeCall } from './reading-scope.ts';

const percent = 0x25;
const plus = 0x2b;
const space = 0x20;
const ampersand = '&';

/** A name of the API, or one with a bracket behind it, is no longer than this, even where each of its bytes is escaped. */
const maxHeadLength = 3 * (longestName + 1);

/**
 * Reads `application/x-www-form-urlencoded` as PHP does: `&` separates, `+` is a space, a bad `%` stays as it is. Ends at the first field
 * beyond the bound: what follows is no field to PHP either.
 */
export function readFormBody(body: ByteString, { wanted }: ReadingScope = wholeCall): FormFields {
  const form = new FormFields(wanted);
  for (let from = 0; from < body.length && !form.isFull();) {
    const at = body.indexOf(ampersand, from);
    const to = at === -1 ? body.length : at;
    const pair = body.slice(from, to);
    const equals = pair.indexOf('=');
    form.add(nameOf(equals === -1 ? pair : pair.slice(0, equals)), () => (equals === -1 ? '' : decode(pair.slice(equals + 1))));
    from = to + 1;
  }
  return form;
}

/** What is too long to be a name of the API is decoded no further than that takes to see. */
function nameOf(written: ByteString): ByteString {
  if (written.length <= maxHeadLength) return decode(written);
  const head = decode(written.slice(0, maxHeadLength));
  return beginsArray(head) ? decode(written) : head;
}

function decode(text: ByteString): ByteString {
  if (!text.includes('%') && !text.includes('+')) return text;
  const bytes = Buffer.from(text, 'latin1');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === plus) byte = space;
    else if (byte === percent) {
      const escaped = hexAt(bytes, at + 1);
      if (escaped !== -1) {
        byte = escaped;
        at += 2;
      }
    }
    bytes[length] = byte;
    length += 1;
  }
  return bytes.toString('latin1', 0, length);
}

function hexAt(bytes: Buffer, at: number): number {
  const high = hexDigit(bytes[at] ?? 0);
  if (high === -1) return -1;
  const low = hexDigit(bytes[at + 1] ?? 0);
  return low === -1 ? -1 : high * 16 + low;
}
