import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface SlowProxy {
  readonly port: number;
  /** For all that comes from now on, in both directions. */
  readonly setDelay: (ms: number) => void;
  readonly stop: () => Promise<void>;
}

/** Hands on what it gets to a port of 127.0.0.1, after a while. */
export async function startSlowProxy(to: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const relay = (from: Socket, into: Socket): void => {
    sockets.add(from);
    let last: Promise<unknown> = Promise.resolve();
    from.on('data', (bytes) => {
      const waits = delayMs === 0 ? last : Promise.all([last, pause(delayMs)]);
      last = waits.then(() => into.write(bytes));
    });
    from.on('error', () => into.destroy());
    from.on('close', () => into.destroy());
  };
  const server = createServer((socket) => {
    const upstream = connect(to, '127.0.0.1');
    relay(socket, upstream);
    relay(upstream, socket);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    setDelay: (ms) => {
      delayMs = ms;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
