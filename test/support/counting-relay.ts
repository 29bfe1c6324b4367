import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a panel, changes nothing, and counts the refusals after which a panel bans: those of its own API, with 401. */
export interface CountingRelay {
  readonly origin: string;
  readonly refusals: () => number;
  readonly stop: () => Promise<void>;
}

export async function startCountingRelay(panel: string): Promise<CountingRelay> {
  let refusals = 0;
  const server = createServer((incoming, response) => {
    const { method = 'POST', url = '/', headers } = incoming;
    const outgoing = request(new URL(url, panel), { method, headers, agent: false }, (answer) => {
      if (answer.statusCode === 401) refusals += 1;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, refusals: () => refusals, stop };
}
