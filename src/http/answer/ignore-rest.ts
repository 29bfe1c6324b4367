import type { Socket } from 'node:net';
import type { Connection } from '../context/connection.ts';
import { maxLingerBytes } from './linger.ts';

/**
 * Takes a connection away from Node's parser, for good: what still comes is thrown away without being parsed, and beyond a bound it is not
 * read at all. The parser would go on to make an object of each request, and an error of each packet, for as long as an answer is owed.
 *
 * @returns false where that was done before
 */
export function ignoreRest(connection: Connection, socket: Socket): boolean {
  if (connection.isIgnored) return false;
  connection.isIgnored = true;
  let bytes = 0;
  const discard = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxLingerBytes) socket.pause();
  };
  // The first listener ends that Node's parser reads past the socket; without a listener of its own it gets nothing any more.
  socket.on('data', discard);
  socket.removeAllListeners('data');
  socket.on('data', discard);
  // A socket that was asked for a tunnel has lost all listeners of the server, and an error without one ends the process.
  // Behind any error nothing can be written; an error of TLS alone does not close the connection.
  socket.on('error', () => socket.destroy());
  return true;
}
