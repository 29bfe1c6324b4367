import { isUtf8 } from 'node:buffer';
import { type FieldName, fieldNameOf, type FieldsReading, type FieldValue, longestName, tooManyFields } from './fields.ts';
import { beginsObject, type JsonMember, scanObject } from './json-scan.ts';
import { stringText } from './json-string.ts';
import { type ReadingScope, wholeCall } from './reading-scope.ts';

const quotes = 2;
/** A name of the API is no longer than this, even where each of its characters is written `\u0061`. */
const maxNameLength = 6 * longestName + quotes;
const integer = /^-?(?:0|[1-9][0-9]*)$/;
/** With a sign and 16 digits; what is longer is not safe. */
const maxIntegerLength = 17;
const notWhole = { fault: 'is a number that is no whole number in the safe range' };

/**
 * Reads a JSON object; undefined for everything that PHP does not read as one (invalid UTF-8, a byte order mark, a lone surrogate). Ends at
 * the first name beyond the bound.
 */
export function readJsonBody(body: Buffer, { wanted }: ReadingScope = wholeCall): FieldsReading | undefined {
  if (!beginsObject(body) || !isUtf8(body)) return undefined;
  const fields = new Map<FieldName, FieldValue>();
  const scan = scanObject(body, (member) => {
    const name = nameOf(body, member);
    if (name === undefined) return;
    const value = wanted.has(name) ? valueOf(body, member) : unread(body, member);
    // The last of a name wins; null is missing, not empty.
    if (value === undefined) fields.delete(name);
    else fields.set(name, value);
  });
  if (scan === 'not-json') return undefined;
  return { fields, fault: scan === 'too-many' ? tooManyFields : undefined };
}

function nameOf(body: Buffer, { nameFrom, nameTo }: JsonMember): FieldName | undefined {
  return nameTo - nameFrom > maxNameLength ? undefined : fieldNameOf(stringText(body, nameFrom, nameTo));
}

/** Undefined for null. */
function valueOf(body: Buffer, { from, to }: JsonMember): FieldValue | undefined {
  switch (String.fromCharCode(body[from] ?? 0)) {
    case '"':
      return { text: stringText(body, from, to) };
    case '{':
    case '[':
      return { fault: 'is an array or an object' };
    case 't':
      return { text: '1' };
    case 'f':
      return { text: '' };
    case 'n':
      return undefined;
    default:
      return to - from > maxIntegerLength ? notWhole : numberOf(body.toString('latin1', from, to));
  }
}

function unread(body: Buffer, { from }: JsonMember): FieldValue | undefined {
  return body[from] === 0x6e ? undefined : { text: '' };
}

/** Only integers: PHP would spell 1e15 as 1.0E+15. String(-0) is 0, as in PHP. */
function numberOf(written: string): FieldValue {
  const value = Number(written);
  return integer.test(written) && Number.isSafeInteger(value) ? { text: String(value) } : notWhole;
}
