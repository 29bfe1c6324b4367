import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callBytes } from '../http/proxied-site.ts';
import { parseReply, sendRaw } from '../support/http-client.ts';
import { type InsideSite, openInsideSite } from '../support/inside-site.ts';
import { callWith, keys } from '../support/site.ts';
import { until } from '../support/until.ts';

// Whoever may use the Unix socket is believed about the client. A customer of the host may not use it, and tries to be believed all the same: at the
// other listener, or by a request that the web server and the gateway read differently.

const client = '192.0.2.1';
let inside: InsideSite;
beforeAll(async () => {
  inside = await openInsideSite(inject('program'), { allow: [client, '127.0.0.3'] });
});
afterAll(() => inside.close());

const named = `X-Forwarded-For: ${client}`;

async function play(url: string, bytes: string | Buffer, from?: string) {
  const before = inside.site.panel.requests.length;
  const lines = inside.ended().length;
  const raw = await sendRaw(url, bytes, { answers: 1, ...(from === undefined ? {} : { from }) });
  // Written behind the answer, and one for each request.
  await until(() => inside.ended().length > lines);
  return { status: parseReply(raw).status, seen: inside.site.panel.requests.length - before, line: inside.ended().at(-1) };
}

describe('at the listener of TCP', () => {
  it.each(['127.0.0.1', '127.0.0.2'])('no header of a client is believed, though a socket exists: %s', async (from) => {
    const { status, seen, line } = await play(
      inside.url,
      callBytes(named, 'X-Real-IP: 192.0.2.1', 'Forwarded: for=192.0.2.1'),
      from,
    );
    expect([status, seen]).toEqual([401, 0]);
    expect([line?.address, line?.proxy, line?.reason]).toEqual([from, undefined, 'address_not_allowed']);
  });

  it('a client is its own address, and marks no early data', async () => {
    const { status, line } = await play(inside.url, callBytes('X-Forwarded-For: 203.0.113.9', 'Early-Data: 1'), '127.0.0.3');
    expect(status).toBe(200);
    expect([line?.address, line?.proxy]).toEqual(['127.0.0.3', undefined]);
  });

  it('no PROXY header is read', async () => {
    const header = Buffer.from(`PROXY TCP4 ${client} 127.0.0.1 4000 80\r\n`);
    expect(await play(inside.url, Buffer.concat([header, callBytes()]))).toMatchObject({ status: 400, seen: 0 });
  });
});

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();
const type = 'Content-Type: application/x-www-form-urlencoded';
const length = `Content-Length: ${body.length}`;
const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const request = (headers: readonly string[], rest = body): string =>
  `${['POST /api/ HTTP/1.1', ...headers].join('\r\n')}\r\n\r\n${rest}`;

describe('over the socket', () => {
  it.each([
    ['two lengths', request(['Host: a', named, type, length, 'Content-Length: 5'])],
    ['a length beside chunks', request(['Host: a', named, type, length, 'Transfer-Encoding: chunked'], chunks)],
    ['an unknown coding', request(['Host: a', named, type, 'Transfer-Encoding: xchunked'], chunks)],
    ['a blank before the colon', request(['Host: a', named, type, 'Transfer-Encoding : chunked'], chunks)],
    ['a folded header', request(['Host: a', 'X-A: b', ` ${named}`, type, length])],
    ['a bare line feed before a header', request(['Host: a', `X-A: b\n${named}`, type, length])],
    ['two hosts', request(['Host: a', 'Host: a', named, type, length])],
    ['CONNECT', 'CONNECT /api/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a PROXY header', `PROXY TCP4 ${client} 127.0.0.1 4000 80\r\n${request(['Host: a', named, type, length])}`],
    ['the beginning of TLS', '\x16\x03\x01\x02\x00\x01'],
  ])('framing that two servers could read differently is refused, and nobody is named by it: %s', async (_, bytes) => {
    const { status, seen, line } = await play(`unix:${inside.socket}`, bytes);
    expect([status, seen]).toEqual([400, 0]);
    expect([line?.address, line?.proxy, line?.reason]).toEqual([undefined, 'unix', 'request_malformed']);
  });

  it('what follows a request that ends its connection is not read as another one', async () => {
    const first = request(['Host: a', named, type, length, 'Connection: close']);
    const before = inside.site.panel.requests.length;
    await sendRaw(`unix:${inside.socket}`, first + request(['Host: a', named, type, length]));
    expect(inside.site.panel.requests.length - before).toBe(1);
  });
});
