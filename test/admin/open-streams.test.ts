import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AdminStream } from '../../src/admin/route/admin-answer.ts';
import type { AdminCaller } from '../../src/admin/route/admin-caller.ts';
import { OpenStreams } from '../../src/admin/route/open-streams.ts';

const alice: AdminCaller = { name: 'alice', role: 'operate' };
const aliceOnPage: AdminCaller = { name: 'alice/page', role: 'operate', session: { id: 1, by: 'alice' } };
const reader: AdminCaller = { name: 'reader', role: 'read' };

type Open = (streams: OpenStreams, by: AdminCaller, follow?: AdminStream['follow']) => Promise<ServerResponse>;

/** Opens answers, each in the name that is given and with more of a text than is taken: their readers read nothing. */
async function openServer(): Promise<Open> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const readers: Socket[] = [];
  onTestFinished(() => {
    for (const each of readers) each.destroy();
    server.closeAllConnections();
    server.close();
  });
  return (streams, by, follow = silent) =>
    new Promise((resolve) => {
      server.once('request', (_, response) => {
        response.writeHead(200);
        streams.begin(response, { contentType: 'text/plain', follow }, by);
        resolve(response);
      });
      const socket = connect({ host: '127.0.0.1', port });
      socket.pause().on('error', () => undefined);
      readers.push(socket);
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    });
}

const silent: AdminStream['follow'] = () => () => undefined;

/** Writes as long as something is taken. */
const flood: AdminStream['follow'] = (write) => {
  const big = 'x'.repeat(1 << 23);
  let isTaken = true;
  while (isTaken) isTaken = write(big);
  return () => undefined;
};

describe('answers that go on', () => {
  it('give their places back when they are ended, also where a reader takes nothing', async () => {
    const open = await openServer();
    const streams = new OpenStreams();
    const closed: Promise<unknown>[] = [];
    for (let count = 0; count < 8; count += 1) {
      const response = await open(streams, reader, flood);
      closed.push(new Promise((resolve) => response.once('close', resolve)));
    }
    expect(streams.hasPlaceFor(reader)).toBe(false);

    streams.endAll();

    await Promise.all(closed);
    expect(streams.hasPlaceFor(reader)).toBe(true);
  });

  it('are eight of one token, with the sessions that it opened; others keep their places', async () => {
    const open = await openServer();
    const streams = new OpenStreams();
    for (const by of [alice, aliceOnPage, alice, aliceOnPage, alice, alice, alice, aliceOnPage]) {
      expect(streams.hasPlaceFor(by)).toBe(true);
      await open(streams, by);
    }
    expect([alice, aliceOnPage, reader].map((by) => streams.hasPlaceFor(by))).toEqual([false, false, true]);
  });
});
