import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseReply, post, type Reply } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

// The administrator changes keys, profiles, users and switches while calls run. Each change comes into force, and a call is
// judged to its end by the state that it arrived under, never by a mixture of two.

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const aliceLists = callWith(keys.alice, 'v-list-mail-domains', 'alice');

/** Calls again and again until the answer has this status. */
function answered(call: Record<string, string>, wanted: number): Promise<void> {
  return until(async () => (await post(site.gateway.url, call)).status === wanted);
}

describe('while calls run', () => {
  it('a key that is deleted is unknown, and one that is made again works', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.removeKey(keys.alice.id);
    await answered(aliceLists, 401);
    site.folder.writeKey(keys.alice);
    await answered(aliceLists, 200);
  });

  it('a profile that loses a command no longer allows it', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.writeProfile('mail-accounts', { role: 'user', commands: ['v-list-mail-accounts'] });
    await answered(aliceLists, 401);
  });

  it('a user that is suspended is refused, and back afterwards', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.writeUser('alice', 'suspended');
    await answered(aliceLists, 401);
    site.folder.writeUser('alice', 'active');
    await answered(aliceLists, 200);
  });

  it('the switch of the API is obeyed', async () => {
    expect((await post(site.gateway.url, aliceLists)).status).toBe(200);
    site.folder.writeConf({ API: 'yes', API_SYSTEM: '0', API_ALLOWED_IP: 'allow-all', ROOT_USER: 'admin' });
    await answered(aliceLists, 400);
  });
});

/** A call whose last byte is held back: it has arrived, and is judged when `finish` sends the rest. */
async function holdCall(body: Record<string, string>): Promise<{ finish: () => Promise<Reply> }> {
  const { hostname, port } = new URL(site.gateway.url);
  const text = new URLSearchParams(body).toString();
  const socket: Socket = connect({ host: hostname, port: Number(port) });
  const head = [
    'POST /api/ HTTP/1.1',
    'Host: a',
    'Connection: close',
    'Expect: 100-continue',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${text.length}`,
  ];
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // Whoever is asked to go on has been judged on arrival.
  await expect.poll(() => received).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  received = '';
  const finish = (): Promise<Reply> =>
    new Promise((resolve) => {
      socket.once('close', () => resolve(parseReply(received)));
      socket.write(text);
    });
  return { finish };
}

describe('a call that has arrived', () => {
  it('before its key was deleted is judged by the state that it arrived under', async () => {
    const held = await holdCall(aliceLists);
    site.folder.removeKey(keys.alice.id);
    await answered(aliceLists, 401);
    expect((await held.finish()).status).toBe(200);
    expect((await post(site.gateway.url, aliceLists)).status).toBe(401);
  });

  it('before its key was made is refused, though the key is there by now', async () => {
    site.folder.removeKey(keys.alice.id);
    await answered(aliceLists, 401);
    const held = await holdCall(aliceLists);
    site.folder.writeKey(keys.alice);
    await answered(aliceLists, 200);
    expect((await held.finish()).status).toBe(401);
  });
});
