import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What a head that is half there gets to be completed in, when the gateway stops. */
const headPatienceMs = 1000;

export interface Closing {
  readonly graceMs: number;
  /** Connections that are owed no answer at this moment. */
  readonly idle: () => readonly Socket[];
  /** Every connection. */
  readonly all: () => readonly Socket[];
}

/**
 * Takes no new connection, and resolves when the last one has ended. A connection that has not sent a whole head yet is owed nothing: it
 * does not hold up the end. A listening socket that others hold, too, goes on for them: only this process's hold on it is given up.
 */
export function closeServer(server: Server, { graceMs, idle, all }: Closing): Promise<void> {
  return new Promise((resolve) => {
    const timers = [setTimeout(() => cut(all()), graceMs), setTimeout(() => cut(idle()), Math.min(headPatienceMs, graceMs))];
    server.close(() => {
      timers.forEach(clearTimeout);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function cut(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy();
}
