import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { unixPeer } from '../../src/domain/call/unix-peer.ts';
import { directPeer, type Peer } from '../../src/http/context/connection.ts';
import { type ArrivalReading, readArrival, unreadArrival } from '../../src/http/request/read-arrival.ts';
import type { Site } from '../../src/http/context/site.ts';
import { addressOf, policyWith, snapshotOf, worldWith } from '../support/facts.ts';
import { arrivalPanel, arrivalSite } from './arrival-site.ts';

const loopback = AddressSet.of(['127.0.0.0/8']);
const snapshot = snapshotOf(worldWith({ policy: policyWith({ clients: { trustedProxies: loopback } }), state: undefined }));
const panel = arrivalPanel(snapshot);
const site: Site = arrivalSite(panel);
const head = ['Host: panel.test', 'Content-Length: 0'];
let server: Server;
let reading: ArrivalReading | undefined;
/** What was announced of a connection; undefined: nothing. */
let announced: Peer | undefined;

beforeEach(async () => {
  reading = undefined;
  announced = undefined;
  server = createServer({ requireHostHeader: false }, (request, response) => {
    reading = readArrival(request, site.connections.of(request.socket), site);
    response.setHeader('connection', 'close').end();
  })
    .on('connection', (socket: Socket) => site.connections.open(socket, announced ?? directPeer(socket)))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  await once(server, 'close');
});

describe('the path', () => {
  it.each(['/api/', '/api/index.php', '/api', '/api/?x=y', '/api/index.php?a', '/api?', '/api/?/../x'])(
    "is the API's: %s",
    async (path) => {
      expect((await arrive(`POST ${path} HTTP/1.1`, head)).arrival.pathIsApi).toBe(true);
    },
  );

  it.each([
    '/',
    '/api/other',
    '/API/',
    '/api/index.php/',
    '/api//',
    '//api/',
    '//api//',
    '/api/./',
    '/api/../api/',
    '/./api/',
    '/%61pi/',
    '/api%2f',
    '/api/%3f',
    '/api/index.PHP',
    '/api/;x',
    '/api/#x',
    '/x?/api/',
    'http://panel.test/api/',
    '*',
    '/api/index.php%00',
    '/api\\',
  ])("is not the API's: %s", async (path) => {
    expect((await arrive(`POST ${path} HTTP/1.1`, head)).arrival.pathIsApi).toBe(false);
  });
});

describe('an arrival', () => {
  it('has method, media type, length and panel', async () => {
    const read = await arrive('POST /api/ HTTP/1.1', ['Host: Panel.Test:8083', 'Content-Type: a/b; C', 'Content-Length: 0']);
    expect(read).toMatchObject({
      arrival: { method: 'POST', contentType: 'a/b; C', expectsContinue: false },
      contentLength: 0,
      denial: undefined,
      bodyIsReadable: true,
    });
    expect([read.panel, read.snapshot]).toEqual([panel, snapshot]);
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('has the method that was sent: %s', async (method) => {
    expect((await arrive(`${method} /api/ HTTP/1.1`, head)).arrival.method).toBe(method);
  });

  it('has an id of its own each time, of 32 hexadecimal digits', async () => {
    const ids = [await arrive('POST /api/ HTTP/1.1', head), await arrive('POST /api/ HTTP/1.1', head)].map(
      ({ arrival }) => arrival.requestId,
    );
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(2);
  });

  it('never takes its id from the client', async () => {
    const { arrival } = await arrive('POST /api/ HTTP/1.1', [...head, `X-Request-Id: ${'a'.repeat(32)}`]);
    expect(arrival.requestId).not.toBe('a'.repeat(32));
  });

  it('is whom a trusted proxy names, whatever other headers say', async () => {
    const { arrival } = await arrive('POST /api/ HTTP/1.1', [
      ...head,
      'X-Forwarded-For: 198.51.100.9, 192.0.2.1',
      'X-Real-IP: 198.51.100.8',
      'CF-Connecting-IP: 198.51.100.7',
    ]);
    expect([arrival.address?.text, arrival.proxy?.text]).toEqual(['192.0.2.1', '127.0.0.1']);
  });

  it('is nobody where a trusted proxy names nobody', async () => {
    const { arrival } = await arrive('POST /api/ HTTP/1.1', head);
    expect([arrival.address, arrival.proxy?.text]).toEqual([undefined, '127.0.0.1']);
  });

  it('in HTTP/1.0 without a Host leads to the default panel', async () => {
    const read = await arrive('POST /api/ HTTP/1.0', ['Content-Length: 0']);
    expect([read.panel?.name, read.denial]).toEqual(['main', undefined]);
  });
});

describe('early data', () => {
  it.each([
    ['is marked by a trusted proxy', undefined, 'Early-Data: 1', true],
    ['is marked in a list', undefined, 'Early-Data: 1, 1', true],
    ['is marked by a wrong value, too', undefined, 'early-data: 0', true],
    ['is not marked by another header', undefined, 'X-Early-Data: 1', false],
    ['is marked by a proxy that was announced', '127.0.0.5', 'Early-Data: 1', true],
    ['is marked by a proxy that announced its client', '198.51.100.1', 'Early-Data: 1', true],
    ["is not marked on a proxy's own connection", '127.0.0.7', 'Early-Data: 1', false],
  ])('%s', async (_, address, line, isEarly) => {
    if (address !== undefined) announced = { kind: 'announced', address: addressOf(address), by: addressOf('127.0.0.7') };
    const { arrival } = await arrive('POST /api/ HTTP/1.1', [...head, 'X-Forwarded-For: 192.0.2.1', line]);
    expect(arrival.isEarly).toBe(isEarly);
  });
});

it('a trace is taken from a trusted proxy alone', async () => {
  const lines = [...head, 'X-Forwarded-For: 192.0.2.1', 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'];
  expect((await arrive('POST /api/ HTTP/1.1', lines)).arrival.trace).toBe(lines.at(-1)?.slice('traceparent: '.length));
  announced = { kind: 'direct', address: addressOf('198.51.100.1') };
  expect((await arrive('POST /api/ HTTP/1.1', lines)).arrival.trace).toBeUndefined();
});

it('an unknown name leads to no panel, though the body may be read for its dialect', async () => {
  const read = await arrive('POST /api/ HTTP/1.1', ['Host: other.test', 'Content-Length: 0']);
  expect(read).toMatchObject({ panel: undefined, denial: { reason: 'host_unknown' }, bodyIsReadable: true });
});

it.each([
  ['two Hosts', ['Host: panel.test', 'Host: other.test']],
  ['no Host', []],
  ['a content coding', ['Host: panel.test', 'Content-Encoding: gzip']],
  ['two media types', ['Host: panel.test', 'Content-Type: a/b', 'Content-Type: c/d']],
])('a head with %s is malformed: its body is never read, and nobody is believed', async (_, lines) => {
  const read = await arrive('POST /api/ HTTP/1.1', [...lines, 'X-Forwarded-For: 192.0.2.1']);
  expect(read).toMatchObject({ denial: { reason: 'request_malformed', status: 400 }, panel: undefined, bodyIsReadable: false });
  expect([read.arrival.address, read.arrival.contentType]).toEqual([undefined, undefined]);
});

it('of a request that could not be read at all the peer is known, and nothing else', () => {
  const connection = site.connections.open(new Socket(), {
    kind: 'announced',
    address: addressOf('192.0.2.1'),
    by: addressOf('127.0.0.9'),
  });
  expect(unreadArrival(connection, '0'.repeat(32))).toMatchObject({
    address: { text: '192.0.2.1' },
    proxy: { text: '127.0.0.9' },
    method: '',
    pathIsApi: false,
  });
});

describe('on a connection that was announced by the PROXY protocol', () => {
  const by = addressOf('127.0.0.7');
  const header = 'X-Forwarded-For: 192.0.2.7';

  it.each([
    ['the announced address asks, and no header speaks for it', '198.51.100.1', '198.51.100.1'],
    ['an announced trusted proxy speaks for its client', '127.0.0.5', '192.0.2.7'],
    ["the proxy itself asks where the connection is the proxy's own, and no header speaks for anyone", '127.0.0.7', '127.0.0.7'],
  ])('%s', async (_, address, client) => {
    announced = { kind: 'announced', address: addressOf(address), by };
    const { arrival } = await arrive('POST /api/ HTTP/1.1', [...head, header]);
    expect([arrival.address?.text, arrival.proxy?.text]).toEqual([client, '127.0.0.7']);
  });

  it('nobody asks where the client has no address, and no header speaks for it', async () => {
    announced = { kind: 'announced', address: undefined, by };
    const { arrival } = await arrive('POST /api/ HTTP/1.1', [...head, header]);
    expect([arrival.address, arrival.proxy?.text]).toEqual([undefined, '127.0.0.7']);
  });

  it('nobody asks over a socket that was never met', () => {
    expect(site.connections.of(new Socket()).peer).toEqual({ kind: 'direct', address: undefined });
  });
});

describe('on a connection over a Unix socket', () => {
  it('a header names who asks, and marks early data', async () => {
    announced = unixPeer;
    const { arrival } = await arrive('POST /api/ HTTP/1.1', [...head, 'X-Forwarded-For: 192.0.2.7', 'Early-Data: 1']);
    expect([arrival.address?.text, arrival.proxy, arrival.isEarly]).toEqual(['192.0.2.7', unixPeer, true]);
  });

  it('nobody asks where no header names a client, or the head is malformed', async () => {
    announced = unixPeer;
    const unnamed = await arrive('POST /api/ HTTP/1.1', head);
    const malformed = await arrive('POST /api/ HTTP/1.1', [...head, 'Host: other.test', 'X-Forwarded-For: 192.0.2.7']);
    for (const { arrival } of [unnamed, malformed]) expect([arrival.address, arrival.proxy]).toEqual([undefined, unixPeer]);
  });

  it('nobody asks by a request that could not be read at all', () => {
    const { address, proxy } = unreadArrival(site.connections.open(new Socket(), unixPeer), '0'.repeat(32));
    expect([address, proxy]).toEqual([undefined, unixPeer]);
  });
});

async function arrive(requestLine: string, lines: readonly string[]): Promise<ArrivalReading> {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  const socket = connect(address.port, '127.0.0.1');
  socket.end(`${[requestLine, ...lines].join('\r\n')}\r\n\r\n`);
  socket.resume();
  await once(socket, 'close');
  if (reading === undefined) throw new Error(`the parser refused ${requestLine}`);
  return reading;
}
