import type { Socket } from 'node:net';
import type { Connection } from '../context/connection.ts';
import { maxLingerBytes } from './linger.ts';

/**
 * Detaches a connection from Node's parser for good: what still comes is discarded without being parsed, and beyond a bound it is not
 * read at all. The parser would go on to create an object for each request, and an error for each packet, until the answer is written.
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
  // Adding a listener stops the parser from reading the socket's handle directly; removing the parser's own listener detaches it.
  socket.on('data', discard);
  socket.removeAllListeners('data');
  socket.on('data', discard);
  // After CONNECT a socket has lost all listeners of the server, and an error without a listener would end the process.
  // Behind any error nothing can be written; an error of TLS alone does not close the connection.
  socket.on('error', () => socket.destroy());
  return true;
}
