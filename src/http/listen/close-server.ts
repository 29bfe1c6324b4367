import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Time for a partly received request head to be completed when the gateway stops. */
const headPatienceMs = 1000;

export interface Closing {
  readonly graceMs: number;
  /** Connections without a request that waits for its answer. */
  readonly idle: () => readonly Socket[];
  /** Every connection. */
  readonly all: () => readonly Socket[];
}

/**
 * Takes no new connection, and resolves when the last one has ended. A connection that has not sent a whole request head does not delay the end.
 * A listening socket that other processes hold, too, stays open for them: only this process closes it.
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
