/** A record has at most some thousand. */
const maxBytes = 64 * 1024;
const lineFeed = 0x0a;

/** The lines of a text, one by one; longer ones than a record can be are passed over. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= maxBytes) begun.push(piece);
    else begun = [];
  };
  const end = (): string | undefined => {
    const line = length > maxBytes || length === 0 ? undefined : Buffer.concat(begun).toString('utf8');
    begun = [];
    length = 0;
    return line;
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      const line = end();
      if (line !== undefined) yield line;
    }
    take(chunk.subarray(from));
  }
  const last = end();
  if (last !== undefined) yield last;
}
