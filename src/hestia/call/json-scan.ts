import { maxFields } from './fields.ts';
import { endOfNumber } from './json-number.ts';
import { endOfString, notJson } from './json-string.ts';
import { startsWith } from '../text/starts-with.ts';

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const none = 0;
/** Stands behind the end. */
const notSpace = 0xff;
const comma = 0x2c;
const colon = 0x3a;
const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const smallLetters = 0x61;
/** From what opens an object or an array to what closes it. */
const toCloser = 2;

/** PHP's `json_decode` reads no more arrays and objects in each other than this; the outermost one counts. */
const maxDepth = 511;

const literals = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** One member of the outermost object, as positions in the bytes: its name with the quotes, and its value. */
export interface JsonMember {
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly from: number;
  readonly to: number;
}

/** `too-many`: there are more names than may be, at all depths together; what follows was not read. */
export type JsonScan = 'object' | 'too-many' | 'not-json';

/**
 * Reads a JSON object in one pass, and builds nothing of it. What it takes for JSON is what `JSON.parse` takes, but for halves of surrogate
 * pairs and for what is deeper than the bounds.
 *
 * @param bytes valid UTF-8
 * @param visit is told of each member of the outermost object, in their order
 */
export function scanObject(bytes: Buffer, visit: (member: JsonMember) => void): JsonScan {
  const scanner = new Scanner(bytes);
  const end = scanner.object(visit);
  if (end !== notJson) return skipSpace(bytes, end) === bytes.length ? 'object' : 'not-json';
  return scanner.hasTooManyNames() ? 'too-many' : 'not-json';
}

/** Whether the text can be an object at all. */
export function beginsObject(bytes: Buffer): boolean {
  return bytes[skipSpace(bytes, 0)] === openBrace;
}

/** Positions go in and out; `notJson` comes out where the scan ends. */
class Scanner {
  readonly #bytes: Buffer;
  /** What closes the arrays and objects that are open within the outermost one. */
  readonly #closers = new Uint8Array(maxDepth - 1);
  #names = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  hasTooManyNames(): boolean {
    return this.#names > maxFields;
  }

  object(visit: (member: JsonMember) => void): number {
    const bytes = this.#bytes;
    let at = skipSpace(bytes, 0);
    if (bytes[at] !== openBrace) return notJson;
    at = skipSpace(bytes, at + 1);
    if (bytes[at] === closeBrace) return at + 1;
    for (;;) {
      const nameTo = this.#endOfName(at);
      const from = valueBehind(bytes, nameTo);
      const to = from === notJson ? notJson : this.#endOfValue(from);
      if (to === notJson) return notJson;
      visit({ nameFrom: at, nameTo, from, to });
      at = skipSpace(bytes, to);
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) return notJson;
      at = skipSpace(bytes, at + 1);
    }
  }

  #endOfName(at: number): number {
    this.#names += 1;
    return this.hasTooManyNames() ? notJson : endOfString(this.#bytes, at);
  }

  /** One loop over variables of its own: a body may be an array of half a million numbers. */
  #endOfValue(start: number): number {
    const bytes = this.#bytes;
    const closers = this.#closers;
    let depth = 0;
    let at = start;
    while (at !== notJson) {
      const byte = bytes[at] ?? 0;
      const closer = byte === openBracket || byte === openBrace ? byte + toCloser : none;
      let isEnded = true;
      if (closer === none) at = endOfScalar(bytes, at, byte);
      else if (depth === closers.length) return notJson;
      else if (bytes[at + 1] === closer) at += 2;
      else {
        closers[depth] = closer;
        depth += 1;
        at = skipSpace(bytes, at + 1);
        isEnded = bytes[at] === closer;
      }
      if (at === notJson) return notJson;
      // Behind the bracket of an array that is not empty its first value follows; behind everything else a bracket or a comma.
      if (isEnded && depth === 0) return at;
      if (isEnded && bytes[at] !== comma) {
        for (at = skipSpace(bytes, at); depth > 0 && bytes[at] === closers[depth - 1]; at = skipSpace(bytes, at + 1)) depth -= 1;
        if (depth === 0) return at;
        if (bytes[at] !== comma) return notJson;
      }
      if (isEnded) at = skipSpace(bytes, at + 1);
      if (closers[depth - 1] === closeBrace) at = valueBehind(bytes, this.#endOfName(at));
    }
    return notJson;
  }
}

function valueBehind(bytes: Buffer, nameTo: number): number {
  if (nameTo === notJson) return notJson;
  const at = skipSpace(bytes, nameTo);
  return bytes[at] === colon ? skipSpace(bytes, at + 1) : notJson;
}

function endOfScalar(bytes: Buffer, at: number, byte: number): number {
  if (byte === quote) return endOfString(bytes, at);
  return byte < smallLetters ? endOfNumber(bytes, at) : endOfLiteral(bytes, at);
}

function endOfLiteral(bytes: Buffer, at: number): number {
  for (const literal of literals) if (startsWith(bytes, literal, at)) return at + literal.length;
  return notJson;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  let byte = bytes[at] ?? notSpace;
  while (byte <= space && (byte === space || byte === lineFeed || byte === carriageReturn || byte === tab)) {
    at += 1;
    byte = bytes[at] ?? notSpace;
  }
  return at;
}
