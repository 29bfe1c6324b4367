import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { post, sendRaw } from '../support/http-client.ts';
import { makeGate } from '../support/gate.ts';
import { heldMemory } from '../support/held-memory.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A call may be in flight for ten minutes. Whatever its client sends meanwhile is not kept: neither a request, nor an error, nor a listener
// for each packet, and none of it ends the process.

let site: Site | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await site?.close();
  site = undefined;
});

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();
const request = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const packets = [
  ['junk', 'junk junk\r\n\r\n'],
  ['a tunnel', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n'],
  ['an upgrade', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['further requests', 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a broken chunk', 'POST /api/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n'],
] as const;

describe.each(packets)('%s behind a call that is in flight', (_what, packet) => {
  it('adds no listener for each packet, and the call is answered', async () => {
    const gate = makeGate();
    const socket = await inFlight(gate.opened);
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', note);
    const answer = everything(socket);
    for (let count = 0; count < 40; count += 1) await written(socket, packet);
    gate.open();
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*the answer/);
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(site?.panel.requests).toHaveLength(1);
  });

  it('and a reset do not end the process', async () => {
    const gate = makeGate();
    const socket = await inFlight(gate.opened);
    await written(socket, packet);
    socket.resetAndDestroy();
    gate.open();
    expect((await post(site?.gateway.url ?? '', body)).status).toBe(200);
  });
});

describe('what comes behind a call that is in flight', () => {
  it('is not kept: 20 MB of requests cost no memory', async () => {
    const gate = makeGate();
    const socket = await inFlight(gate.opened);
    const flood = Buffer.from(`GET /x HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(2000)}\r\n\r\n`.repeat(100));
    const before = heldMemory();
    // As much as the gateway and the system take; the rest waits at the client.
    for (let sent = 0; sent < 20 << 20 && socket.writableLength === 0; sent += flood.length) {
      socket.write(flood);
      await pause(1);
    }
    expect(heldMemory() - before).toBeLessThan(8 << 20);
    gate.open();
  });
});

describe('junk in many packets', () => {
  it('is refused once', async () => {
    site = await openSite();
    const socket = await connected(site.gateway.url);
    const answer = everything(socket);
    for (let count = 0; count < 5; count += 1) await written(socket, 'junk junk\r\n\r\n');
    socket.end();
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(site.gateway.outcomes).toHaveLength(1);
  });

  it('as a chunked body that is broken is answered once, also behind 1 MB of it', async () => {
    site = await openSite();
    const head = 'POST /api/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answers = await sendRaw(site.gateway.url, `${head}Z\r\n${'junk'.repeat(1 << 18)}`, { answers: 1 });
    expect(answers).toMatch(/^HTTP\/1\.1 400 /);
    expect(site.gateway.outcomes).toHaveLength(1);
  });
});

/** A connection whose call the panel has, and answers when the gate opens. */
async function inFlight(opened: Promise<void>): Promise<Socket> {
  site = await openSite();
  const { panel, gateway } = site;
  panel.setAnswer(() => answerAfter(opened, answerWith({ body: 'the answer' })));
  const socket = await connected(gateway.url);
  socket.write(request);
  await expect.poll(() => panel.requests.length).toBe(1);
  return socket;
}

function connected(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => resolve(socket));
    socket.on('error', () => {
      // What was received counts.
    });
    sockets.push(socket);
  });
}

/** Each in a packet of its own. */
async function written(socket: Socket, bytes: string): Promise<void> {
  await new Promise((resolve) => socket.write(bytes, resolve));
  await pause(2);
}

function everything(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
    });
    socket.once('close', () => resolve(received));
  });
}
