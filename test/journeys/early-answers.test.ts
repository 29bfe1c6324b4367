import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseReply, post, type Reply } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { inherit, only } from '../support/test-gateway.ts';

// A client that writes its whole body before it reads, as many do: an answer that came before the body was read has to survive that. A
// server that closes at once resets the connection, and the client sees a broken pipe and no status.

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

/** Writes everything, one piece after the other, and only then reads. */
function writeThenRead(url: string, bytes: number): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    socket.pause();
    socket.once('error', reject);
    socket.once('close', () => resolve(parseReply(Buffer.concat(chunks).toString('latin1'))));
    socket.write(`POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`);
    socket.write(Buffer.alloc(bytes, 'x'), () => {
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.resume();
    });
  });
}

const text = 'Error: IP is not allowed to connect with API';

describe('an answer that is given before the body was read arrives', () => {
  it('fifteen times out of fifteen, for a body that is too large', async () => {
    site = await openSite();
    const { url } = site.gateway;
    const replies = await Promise.all(Array.from({ length: 15 }, () => writeThenRead(url, 4 << 20)));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 15 }, () => 413));
    expect(replies.every(({ headers, body }) => headers.connection === 'close' && body === 'Error: Request is too large')).toBe(
      true,
    );
  });

  it('for an address that is not on the list, whose body is too large to be read for its dialect', async () => {
    site = await openSite({ clients: { allow: only('192.0.2.1') } });
    const reply = await writeThenRead(site.gateway.url, 1 << 20);
    expect([reply.status, reply.body]).toEqual([401, 'Error: IP is not allowed to connect with API']);
  });
});

describe('an address that is refused again and again', () => {
  it.each([
    ['the bare number', 'returncode=yes&hash=x', '10'],
    ['text', 'returncode=no&hash=x', text],
  ])('gets %s, as it asked for, also when its body is read no more, and then nothing', async (_, body, answer) => {
    site = await openSite({ clients: { allow: only('192.0.2.1') } });
    const { url } = site.gateway;
    const bodies: string[] = [];
    for (let call = 0; call < 301; call += 1) bodies.push((await refusedCall(url, body)).body);
    expect([bodies[0], bodies[29], bodies[30], bodies[300]]).toEqual([answer, answer, answer, answer]);
    expect((await refusedCall(url, body)).status).toBe(0);
  });
});

describe('an address that the list names', () => {
  it("is not closed for its health checks, also where the list is the panel's own", async () => {
    site = await openSite({ clients: { allow: inherit } });
    const { url } = site.gateway;
    for (let check = 0; check < 310; check += 1) await post(url, '', { method: 'GET' });
    expect((await post(url, callWith(keys.root, 'v-list-users'))).status).toBe(200);
  });

  it('is not closed for what it sends beyond its rate', async () => {
    site = await openSite({ clients: { allow: inherit }, limits: { address: { calls: 1, perMs: 60_000 } } });
    const { url } = site.gateway;
    for (let call = 0; call < 310; call += 1) await post(url, callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users'));
    expect((await post(url, callWith(keys.root, 'v-list-users'))).status).toBe(429);
  });
});

function refusedCall(url: string, body: string): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let received = '';
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => {
      // Closed at accept: nothing was received.
    });
    socket.once('close', () => resolve(parseReply(received)));
    socket.write(
      `POST /api/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
}
