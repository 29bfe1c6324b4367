import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { readUnsentBytes, unsentIn, unsentKey } from '../../src/http/bounds/unsent-bytes.ts';

interface Pair {
  readonly server: Socket;
  readonly client: Socket;
}

async function connected(host: string, to: string): Promise<Pair> {
  const listening = createServer().listen(0, host);
  await once(listening, 'listening');
  const address = listening.address();
  const client = connect({ host: to, port: typeof address === 'object' && address !== null ? address.port : 0 });
  client.pause();
  const server = await new Promise<Socket>((resolve) => listening.once('connection', resolve));
  onTestFinished(() => {
    for (const end of [client, server]) end.destroy();
    listening.close();
  });
  return { server, client };
}

async function unsentOf({ server }: Pair): Promise<number> {
  return (await readUnsentBytes())?.get(keyOf(server)) ?? -1;
}

function keyOf(socket: Socket): string {
  return unsentKey(socket) ?? 'no TCP connection';
}

it.each([
  ['IPv4', '127.0.0.1', '127.0.0.1'],
  ['IPv6', '::1', '::1'],
  ['IPv4 on a socket for both', '::', '127.0.0.1'],
])('tells what the other end of a connection has not taken, over %s', async (_what, host, to) => {
  const pair = await connected(host, to);
  expect(await unsentOf(pair)).toBe(0);
  pair.server.write(Buffer.alloc(64 << 20));
  await expect.poll(() => unsentOf(pair)).toBeGreaterThan(0);
  pair.client.resume();
  await expect.poll(() => unsentOf(pair)).toBe(0);
});

it('tells of those that are asked for, and of no others', async () => {
  const pair = await connected('127.0.0.1', '127.0.0.1');
  const other = await connected('::1', '::1');
  const keys = [keyOf(pair.server), keyOf(other.server)];
  const told = await readUnsentBytes(new Set(keys));
  expect([told?.size, ...keys.map((key) => told?.get(key))]).toEqual([2, 0, 0]);
  expect((await readUnsentBytes(new Set(['another'])))?.size).toBe(0);
});

it('reads lines of the table, and nothing else', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 0200007F:C350 01 0000A000:00000000 01:00000018 00000000     0        0 1 2 0',
    '   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000300007F:0001 01 00000010:00000000 00:0 0',
    '   2: 0100007F:1F90 0200007F:C351 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0',
    'junk',
  ].join('\n');
  expect([...unsentIn(text)]).toEqual([
    ['0100007F:1F90 0200007F:C350', 40_960],
    ['0100007F:1F90 0300007F:0001', 16],
  ]);
});
