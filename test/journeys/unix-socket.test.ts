import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callBytes, clientsAtPanel } from '../http/proxied-site.ts';
import { makeGate } from '../support/gate.ts';
import { parseReply, post, type Reply, sendRaw } from '../support/http-client.ts';
import { type AuditLine, type InsideSite, openInsideSite } from '../support/inside-site.ts';
import { callWith, keys } from '../support/site.ts';

// The panel's own web server hands calls over a Unix socket to the gateway, and names the client in a header. Whoever may connect is believed, on
// this listener and on no other.

const program = inject('program');
const [client, other, stranger] = ['192.0.2.1', '192.0.2.2', '203.0.113.9'];
let inside: InsideSite;
beforeAll(async () => {
  const limits = { failures: { address: { attempts: 3, per: '60s' }, pair: { attempts: 3, per: '60s' } } };
  inside = await openInsideSite(program, { allow: [client, other, '192.0.2.9'], limits, maxConnections: 8 });
});
afterAll(() => inside.close());

const call = callWith(keys.root, 'v-list-users');

function ask(address: string, body: Record<string, string> = call): Promise<Reply> {
  return post(`unix:${inside.socket}`, body, { headers: { 'x-forwarded-for': address } });
}

const named = (address: string): string => `X-Forwarded-For: ${address}`;

/** Requests in one packet, on one connection that ends with the last. */
async function askInTurn(...addresses: readonly string[]): Promise<readonly number[]> {
  const requests = addresses.map((address, index) =>
    callBytes(named(address), `Connection: ${index === addresses.length - 1 ? 'close' : 'keep-alive'}`),
  );
  const raw = await sendRaw(`unix:${inside.socket}`, Buffer.concat(requests));
  return [...raw.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
}

/** The line of the request that came last: it is written before the answer. */
function lastLine(): AuditLine | undefined {
  return inside.ended().at(-1);
}

async function send(bytes: string | Buffer): Promise<Reply> {
  return parseReply(await sendRaw(`unix:${inside.socket}`, bytes, { answers: 1 }));
}

describe('over the socket', () => {
  it('the named client asks, the panel is told of it, and the audit log says that it came through the socket', async () => {
    expect((await ask(client)).status).toBe(200);
    expect(clientsAtPanel(inside.site).at(-1)).toBe(client);
    expect(lastLine()).toMatchObject({ address: client, proxy: 'unix' });
  });

  it('a named client that the list does not have is refused', async () => {
    expect((await ask(stranger)).status).toBe(401);
    expect(lastLine()).toMatchObject({ address: stranger, proxy: 'unix', reason: 'address_not_allowed' });
  });

  it.each([
    ['an element left of it', [named(`${client}, ${stranger}`)]],
    ['a line before it', [named(client), named(stranger)]],
    ['lists in two lines', [named(`${client}, ${other}`), named(`${client}, ${stranger}`)]],
    [
      'other headers beside it',
      ['X-Real-IP: 192.0.2.1', 'Forwarded: for=192.0.2.1', named(stranger), 'CF-Connecting-IP: 192.0.2.1'],
    ],
  ])('what the client itself wrote is not believed: %s', async (_, lines) => {
    expect((await send(callBytes(...lines))).status).toBe(401);
    expect(lastLine()).toMatchObject({ address: stranger, reason: 'address_not_allowed' });
  });

  it.each([
    ['no header', []],
    ['an empty one', [named('')]],
    ['an empty last element', [named(`${client},`)]],
    ['an empty last line', [named(client), named('')]],
    ['junk', [named('unix:')]],
    ['junk behind an address', [named(`${client} x`)]],
    ['another header alone', ['X-Real-IP: 192.0.2.1', 'Forwarded: for=192.0.2.1']],
  ])('nobody asks with %s, and certainly not loopback', async (_, lines) => {
    const { status, headers } = await send(callBytes(...lines));
    expect([status, headers['hestia-exit-code']]).toEqual([401, '10']);
    const line = lastLine();
    expect([line?.address, line?.proxy, line?.reason]).toEqual([undefined, 'unix', 'address_unknown']);
  });

  it('each request of one connection is asked by whom it names', async () => {
    expect(await askInTurn(client, stranger, other, stranger, client)).toEqual([200, 401, 200, 401, 200]);
    expect(clientsAtPanel(inside.site).slice(-3)).toEqual([client, other, client]);
  });

  it('a ban is about the client that failed, on every connection, and about no other', async () => {
    const wrong = callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users');
    for (let count = 0; count < 10; count += 1)
      expect((await post(`unix:${inside.socket}`, wrong)).headers['hestia-exit-code']).toBe('10');
    for (let count = 0; count < 3; count += 1) expect((await ask('192.0.2.9', wrong)).status).toBe(401);
    expect(await askInTurn('192.0.2.9', client, '192.0.2.9', other)).toEqual([429, 200, 429, 200]);
    expect((await ask('192.0.2.9')).status).toBe(429);
  });

  it('an address that is refused again and again takes no connection from others', async () => {
    await askInTurn(...Array<string>(16).fill(stranger));
    for (let count = 0; count < 320; count += 1) await ask(stranger);
    expect([(await ask(stranger)).status, (await ask(client)).status]).toEqual([401, 200]);
    const nameless = await Promise.all(Array.from({ length: 5 }, () => send(callBytes())));
    expect(nameless.map(({ status }) => status)).toEqual(Array(5).fill(401));
  });

  it('early data is marked by the peer', async () => {
    const early = { headers: { 'x-forwarded-for': client, 'early-data': '1' } };
    expect((await post(`unix:${inside.socket}`, callWith(keys.root, 'v-add-user', 'carol'), early)).status).toBe(425);
    expect((await post(`unix:${inside.socket}`, call, early)).status).toBe(200);
  });

  it('connections have the places of the listener, and no share of a client', async () => {
    const idle = await holdOpen(7);
    expect((await ask(client)).status).toBe(200);
    const last = await holdOpen(1);
    expect((await ask(client)).status).toBe(503);
    for (const end of [...idle, ...last]) await end();
    await expect.poll(async () => (await ask(client)).status).toBe(200);
  });
});

/** Opens connections that stay open behind their first call, and resolves with their ends when all of these have been answered. */
async function holdOpen(count: number): Promise<readonly (() => Promise<unknown>)[]> {
  const before = inside.ended().length;
  const ends = Array.from({ length: count }, () => {
    const gate = makeGate();
    const request = callBytes(named(client), 'Connection: keep-alive');
    const closed = sendRaw(`unix:${inside.socket}`, request, { until: gate.opened });
    return () => {
      gate.open();
      return closed;
    };
  });
  await expect.poll(() => inside.ended().length).toBe(before + count);
  return ends;
}
