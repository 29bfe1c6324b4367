import { startsWith } from './starts-with.ts';

/** PHP takes so many bytes without a line feed for a line, and begins another. */
export const maxLineBytes = 5120;
/** The engine's own search skips ahead only for texts of at least this length; for others it looks for their first byte alone. */
const minSkippingLength = 8;
const lineFeed = 0x0a;
const dash = 0x2d;
const none = new Uint8Array();

/** Looks for the delimiter of a multipart body, in time that no body makes longer than in proportion to its length. */
export class DelimiterSearch {
  readonly delimiter: Buffer;
  readonly #ending: Buffer;
  readonly #isShort: boolean;
  readonly #steps: Uint8Array;

  constructor(boundary: string) {
    this.delimiter = Buffer.from(`--${boundary}`);
    this.#ending = Buffer.from(`\r\n--${boundary}`);
    this.#isShort = this.delimiter.length < minSkippingLength;
    this.#steps = this.#isShort ? stepsOf(this.#ending) : none;
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

  /** Horspool's search: what stands where the last byte would stand says how far to go on. */
  #shortEnding(body: Buffer, from: number): number {
    const ending = this.#ending;
    const steps = this.#steps;
    const toLast = ending.length - 1;
    for (let last = from + toLast; last < body.length; last += steps[body[last] ?? 0] ?? 1) {
      if (body[last] === ending[toLast] && startsWith(body, ending, last - toLast)) return last - toLast;
    }
    return -1;
  }
}

function stepsOf(ending: Buffer): Uint8Array {
  const steps = new Uint8Array(256).fill(ending.length);
  ending.subarray(0, -1).forEach((byte, index) => (steps[byte] = ending.length - 1 - index));
  return steps;
}

function endOfLine(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && body[at] !== lineFeed) at += 1;
  return at;
}
