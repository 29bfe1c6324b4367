/** A record has at most some thousand. */
const maxBytes = 64 * 1024;
const lineFeed = 0x0a;

export interface ReadLine {
  /** Empty where it is too long. */
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  /** False: nothing is behind it, also no line feed. */
  readonly isEnded: boolean;
  /** Longer than a record can be. */
  readonly isTooLong: boolean;
}

/** The lines of a text, one by one; longer ones than a record can be are passed over, and so are empty ones. */
export async function* linesOf(bytes: AsyncIterable<string | Buffer>): AsyncGenerator<string> {
  for await (const { text } of allLinesOf(bytes)) if (text !== '') yield text;
}

/** Every line of a text. */
export async function* allLinesOf(bytes: AsyncIterable<string | Buffer>): AsyncGenerator<ReadLine> {
  let begun: Buffer[] = [];
  let length = 0;
  let number = 0;
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= maxBytes) begun.push(piece);
    else begun = [];
  };
  const end = (isEnded: boolean): ReadLine => {
    const isTooLong = length > maxBytes;
    const text = isTooLong ? '' : Buffer.concat(begun).toString('utf8');
    begun = [];
    length = 0;
    number += 1;
    return { text, number, isEnded, isTooLong };
  };
  for await (const read of bytes) {
    const chunk = typeof read === 'string' ? Buffer.from(read) : read;
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      yield end(true);
    }
    take(chunk.subarray(from));
  }
  if (length > 0) yield end(false);
}
