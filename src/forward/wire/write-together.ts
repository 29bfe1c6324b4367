import type { Socket } from 'node:net';

/** Up to this size pieces are copied together, which costs less than to write them separately. */
const smallBytes = 16 * 1024;

/**
 * Writes chunks in one step, so that they go out in one packet where they fit.
 *
 * @param chunks text of bytes, one character a byte, or the bytes themselves
 * @returns false: what waits to be sent is more than it should be
 */
export function writeTogether(socket: Socket, chunks: readonly (string | Buffer)[]): boolean {
  let bytes = 0;
  for (const chunk of chunks) bytes += chunk.length;
  if (bytes <= smallBytes) return socket.write(joined(chunks, bytes));
  socket.cork();
  for (const chunk of chunks) socket.write(chunk, 'latin1');
  socket.uncork();
  return !socket.writableNeedDrain;
}

function joined(chunks: readonly (string | Buffer)[], bytes: number): Buffer {
  const whole = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const chunk of chunks) at += typeof chunk === 'string' ? whole.write(chunk, at, 'latin1') : chunk.copy(whole, at);
  return whole;
}
