import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Inserts itself before all current listeners for the server's connections.
 *
 * @param meet gets each connection, and hands it on to those listeners or keeps it
 */
export function beforeConnections(server: Server, meet: (socket: Socket, handOn: () => void) => void): void {
  const listeners = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) =>
    meet(socket, () => {
      for (const listener of listeners) Reflect.apply(listener, server, [socket]);
    }),
  );
}
