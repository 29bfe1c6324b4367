import type { Readable } from 'node:stream';
import { PieceCount, piecesOfRefusal } from '../bounds/piece-count.ts';

/** What is read and thrown away after an answer that came before the end of the request: without it many clients see a broken pipe. */
export const maxLingerBytes = 8 * 1024 * 1024;
const maxMs = 2000;

/**
 * Reads on until the end, a close, 8 MiB, 2 s or too many pieces, whatever is first.
 *
 * @param socket under the source: a client that has closed its side has read what it will read
 */
export function linger(source: Readable, socket: Readable): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const pieces = new PieceCount(socket, piecesOfRefusal);
    const timer = setTimeout(() => end(), maxMs);
    const end = (): void => {
      clearTimeout(timer);
      source.off('data', take).off('end', end).off('close', end);
      socket.off('end', end).off('close', end);
      resolve();
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxLingerBytes || !pieces.add(chunk.length)) end();
    };
    if (source.destroyed || source.readableEnded || socket.readableEnded) return end();
    source.on('data', take).once('end', end).once('close', end);
    socket.once('end', end).once('close', end);
    source.on('error', () => {
      // The client is gone; 'close' follows.
    });
    source.resume();
  });
}
