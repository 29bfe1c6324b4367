import { startsWith } from '../text/starts-with.ts';

/** Bytes without a line feed that PHP takes for one line. */
export const maxLineBytes = 5120;
/** The engine's own search skips ahead only for texts of at least this length; for others it compares at each of their first bytes. */
const minSkippingLength = 8;
/** Up to this distance a loop finds a line feed faster than the engine's search. */
const shortLineBytes = 64;
const lineFeed = 0x0a;
const dash = 0x2d;

/** Looks for the delimiter of a multipart body, in time that no body makes longer than in proportion to its length. */
export class DelimiterSearch {
  readonly delimiter: Buffer;
  readonly #ending: Buffer;
  readonly #isShort: boolean;
  /** By byte: a bit for each place in a short delimiter at which it stands. */
  readonly #places = new Uint8Array(256);

  constructor(boundary: string) {
    this.delimiter = Buffer.from(`--${boundary}`);
    this.#ending = Buffer.from(`\n--${boundary}`);
    this.#isShort = this.delimiter.length < minSkippingLength;
    if (this.#isShort)
      for (const [place, byte] of this.delimiter.entries()) this.#places[byte] = this.#placesOf(byte) | (1 << place);
  }

  /**
   * Where the line feed stands whose next line begins with the delimiter, and so ends a value: PHP ends it behind a bare line feed, too.
   *
   * @returns -1 where there is none
   */
  endOfValue(body: Buffer, from: number): number {
    return this.#isShort ? this.#shortEnding(body, from) : body.indexOf(this.#ending, from);
  }

  /**
   * Where a line begins with the delimiter, outside of parts: PHP begins a part there, even behind a bare line feed.
   *
   * @param lineStart where the first line begins; what stands before `from` in it is not looked at
   * @returns -1 where there is none
   */
  lineStart(body: Buffer, { lineStart, from }: { readonly lineStart: number; readonly from: number }): number {
    for (let start = lineStart; start < body.length;) {
      if (start >= from && this.#standsAt(body, start)) return start;
      const end = endOfLine(body, Math.max(start, from));
      const inLine = end - start > maxLineBytes ? this.#within(body.subarray(0, end), start + maxLineBytes) : -1;
      if (inLine !== -1) return inLine;
      start = end + 1;
    }
    return -1;
  }

  #standsAt(body: Buffer, at: number): boolean {
    return body[at] === dash && startsWith(body, this.delimiter, at);
  }

  /** A short delimiter by shift-and: one step for each byte, whatever the bytes are. A line of dashes nearly holds many delimiters. */
  #within(line: Buffer, from: number): number {
    if (!this.#isShort) return line.indexOf(this.delimiter, from);
    const toLast = this.delimiter.length - 1;
    for (let at = from, found = 0; at < line.length; at += 1) {
      found = ((found << 1) | 1) & this.#placesOf(line[at] ?? 0);
      if (found >> toLast === 1) return at - toLast;
    }
    return -1;
  }

  #placesOf(byte: number): number {
    return this.#places[byte] ?? 0;
  }

  /** A line feed stands only at the start of what is looked for: what was compared need not be looked at again. */
  #shortEnding(body: Buffer, from: number): number {
    const ending = this.#ending;
    for (let at = from; at < body.length;) {
      if (body[at] !== lineFeed) {
        at += 1;
        continue;
      }
      let length = 1;
      while (length < ending.length && body[at + length] === ending[length]) length += 1;
      if (length === ending.length) return at;
      at += length;
    }
    return -1;
  }
}

function endOfLine(body: Buffer, from: number): number {
  const near = Math.min(body.length, from + shortLineBytes);
  for (let at = from; at < near; at += 1) if (body[at] === lineFeed) return at;
  const end = near === body.length ? -1 : body.indexOf(lineFeed, near);
  return end === -1 ? body.length : end;
}
