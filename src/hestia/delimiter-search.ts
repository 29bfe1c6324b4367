import { startsWith } from './starts-with.ts';

/** PHP takes so many bytes without a line feed for a line, and begins another. */
export const maxLineBytes = 5120;
/** The engine's own search skips ahead only for texts of at least this length; for others it looks for their first byte alone. */
const minSkippingLength = 8;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dash = 0x2d;

/** Looks for the delimiter of a multipart body, in time that no body makes longer than in proportion to its length. */
export class DelimiterSearch {
  readonly delimiter: Buffer;
  readonly #ending: Buffer;
  readonly #isShort: boolean;

  constructor(boundary: string) {
    this.delimiter = Buffer.from(`--${boundary}`);
    this.#ending = Buffer.from(`\r\n--${boundary}`);
    this.#isShort = this.delimiter.length < minSkippingLength;
  }

  /** Where the line ends before the next delimiter, and a part's value with it; -1 where there is none. */
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

  #within(line: Buffer, from: number): number {
    if (!this.#isShort) return line.indexOf(this.delimiter, from);
    for (let at = from; at < line.length; at += 1) if (this.#standsAt(line, at)) return at;
    return -1;
  }

  #shortEnding(body: Buffer, from: number): number {
    const ending = this.#ending;
    const fifth = ending[4];
    const last = body.length - ending.length;
    for (let at = from; at <= last; at += 1) {
      // Written out: a body may hold nothing but beginnings of delimiters.
      const mayEnd =
        body[at + 4] === fifth &&
        body[at] === carriageReturn &&
        body[at + 1] === lineFeed &&
        body[at + 2] === dash &&
        body[at + 3] === dash;
      if (mayEnd && startsWith(body, ending, at)) return at;
    }
    return -1;
  }
}

function endOfLine(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && body[at] !== lineFeed) at += 1;
  return at;
}
