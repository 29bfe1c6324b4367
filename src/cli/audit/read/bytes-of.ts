import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { openToRead } from './open-to-read.ts';

/** What is in a file, unpacked where it is packed by gzip. */
export async function* bytesOf(path: string, maxBytes = Number.POSITIVE_INFINITY): AsyncGenerator<string | Buffer> {
  const file = await openToRead(path);
  const bytes = file.createReadStream({ end: maxBytes - 1 });
  // What goes wrong with either of them is told by the one that is read, and who stops reading it closes both.
  yield* path.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
}
