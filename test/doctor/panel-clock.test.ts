import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { judgeOffset, panelClock } from '../../src/doctor/panel/panel-clock.ts';

const nowMs = Date.parse('2026-05-01T10:00:00.400Z');
const clock = { monotonicMs: () => 0, wallMs: () => nowMs };
const tls = new URL('../fixtures/tls/', import.meta.url);

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
});

/** A web server with this `Date`. @returns its origin */
async function startPanel(date: string | undefined, isPlain = false): Promise<string> {
  const answer: RequestListener = (request, response) => {
    response.sendDate = false;
    if (date !== undefined) response.setHeader('Date', date);
    response.statusCode = request.method === 'HEAD' && request.url === '/robots.txt' ? 200 : 500;
    response.end();
  };
  server = isPlain
    ? createPlainServer(answer)
    : createServer({ cert: readFileSync(new URL('panel.crt', tls)), key: readFileSync(new URL('panel.key', tls)) }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `${isPlain ? 'http' : 'https'}://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const told = async (origin: string): Promise<readonly string[]> =>
  (await panelClock('main', origin, clock)).map(({ part, grade, what }) => `${part}: ${grade}: ${what}`);

describe('the clock of a panel on another host', () => {
  it.each([true, false])('is compared by the date of its web server (without TLS: %s)', async (isPlain) => {
    const ahead = await startPanel('Fri, 01 May 2026 10:00:30 GMT', isPlain);
    expect(await told(ahead)).toEqual([
      expect.stringMatching(/^clock: warning: the clock of main is ahead of this host by 30 s/),
    ]);
  });

  it('agrees within the second that a date says', async () => {
    expect(await told(await startPanel('Fri, 01 May 2026 10:00:00 GMT'))).toEqual(['clock: well: that of main agrees with it']);
  });

  it('is not known where the web server has none', async () => {
    expect(await told(await startPanel(undefined))).toEqual([expect.stringMatching(/^clock: unknown/)]);
  });

  it('is passed over where nobody answers, which is told of the panel', async () => {
    const origin = await startPanel(undefined);
    server?.close();
    server?.closeAllConnections();
    expect(await told(origin)).toEqual([]);
  });

  it('is told as off only where it is more than 5 s off for certain', () => {
    const offsets = [
      [5000, 6100],
      [5001, 6100],
      [-6100, -5000],
      [-6100, -5001],
      // A slow answer says little.
      [-9000, 20],
    ] as const;
    expect(offsets.map(([leastMs, mostMs]) => judgeOffset('main', { leastMs, mostMs }).grade)).toEqual([
      'well',
      'warning',
      'well',
      'warning',
      'well',
    ]);
  });
});
