import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { makeGate } from '../support/gate.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';

let site: Site | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await site?.close();
  site = undefined;
});

const body = new URLSearchParams(callWith(keys.root, 'v-list-users', 'json')).toString();
const request = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

function open(url: string, from = '127.0.0.1'): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), localAddress: from }, () => resolve(socket));
    socket.once('error', reject);
    sockets.push(socket);
  });
}

describe('clients that read slowly', () => {
  it('hold no place at the panel: an honest call is answered at once', async () => {
    site = await openSite({ upstream: { maxCalls: 3, maxQueue: 0 } });
    const { gateway, panel } = site;
    panel.setAnswer(() => answerWith({ body: Buffer.alloc(8 << 20, 'x') }));
    for (let slow = 0; slow < 3; slow += 1) {
      const socket = await open(gateway.url);
      socket.pause();
      socket.write(request);
    }
    await expect.poll(() => gateway.outcomes.filter(({ result }) => result.kind === 'answered').length).toBe(3);
    panel.setAnswer(() => answerWith({ body: '0' }));
    const reply = await post(gateway.url, body);
    expect([reply.status, reply.body]).toEqual([200, '0']);
  });
});

describe('clients that stop before the end of their request', () => {
  it('hold no more memory than body.totalBytes and what a connection costs, and honest calls go on', async () => {
    const totalBytes = 4 << 20;
    const bounds = { maxBytes: 1 << 20, timeoutMs: 60_000, refusedMaxBytes: 64 * 1024, refusedTimeoutMs: 60_000, totalBytes };
    site = await openSite({ clients: { allow: only('127.0.0.9') }, settings: { body: bounds } });
    const { gateway, panel } = site;
    const half = Buffer.alloc(60_000, 'x');
    const before = memory();
    for (let connection = 0; connection < 500; connection += 1) {
      const socket = await open(gateway.url, `127.1.${connection % 250}.${1 + Math.floor(connection / 250)}`);
      socket.write(`POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${half.length + 1}\r\n\r\n`);
      socket.write(half);
    }
    // Most of them got no room and were refused as text; the others wait for their last byte, within the bound.
    await expect.poll(() => gateway.outcomes.length).toBeGreaterThan(400);
    const perConnection = 128 * 1024;
    expect(memory() - before).toBeLessThan(totalBytes + 500 * perConnection);
    expect(gateway.outcomes.every(({ result }) => result.kind === 'refused')).toBe(true);
    const reply = await post(gateway.url, body, { from: '127.0.0.9' });
    expect(reply.status).toBe(200);
    expect(panel.requests).toHaveLength(1);
  });
});

/** What is held outside and inside of the heap, in bytes. */
function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a client that leaves', () => {
  it('while its call waits for a place takes the call with it', async () => {
    site = await openSite({ upstream: { maxCalls: 1 } });
    const { gateway, panel } = site;
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'first' })));
    const first = post(gateway.url, body);
    await expect.poll(() => panel.requests.length).toBe(1);
    const leaving = await open(gateway.url);
    leaving.write(request);
    const third = post(gateway.url, callWith(keys.root, 'v-list-user', 'alice'));
    // What was sent before it has been read when it is answered.
    await post(gateway.url, '');
    leaving.resetAndDestroy();
    await expect.poll(() => gateway.outcomes.length).toBe(2);
    gate.open();
    expect((await first).body).toBe('first');
    expect((await third).status).toBe(200);
    expect(panel.requests.map((received) => received.body.includes('v-list-users'))).toEqual([true, false]);
  });

  it('while its call is in flight changes nothing for the panel', async () => {
    site = await openSite();
    const { gateway, panel } = site;
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({})));
    const leaving = await open(gateway.url);
    leaving.write(request);
    await expect.poll(() => panel.requests.length).toBe(1);
    leaving.destroy();
    gate.open();
    await expect.poll(() => gateway.outcomes.at(0)?.result.kind).toBe('answered');
    expect(panel.connections()).toBe(1);
  });
});
