import type { Socket } from 'node:net';

export interface Chunk {
  readonly chunk: Buffer;
  readonly encoding: BufferEncoding;
}

/** Writes chunks in one step, so that they go out in one packet where they fit. */
export function writeTogether(socket: Socket, chunks: readonly Chunk[], done: (error?: Error | null) => void): void {
  const last = chunks.length - 1;
  socket.cork();
  chunks.forEach(({ chunk, encoding }, at) => socket.write(chunk, encoding, at === last ? done : undefined));
  socket.uncork();
}
