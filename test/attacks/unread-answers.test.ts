import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminSocket } from '../support/admin-socket.ts';
import { startAttackedGateway } from '../support/attacked-gateway.ts';
import { post } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// An answer is held until its client has taken it. Clients that ask and do not read must not make the gateway hold more than
// `answer.totalBytes`, and must not take that from clients that do.

let site: Site | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await site?.close();
  site = undefined;
});

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();
const request = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const megabyte = 1 << 20;

async function unread(url: string, from = '127.0.0.2'): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), localAddress: from });
  sockets.push(socket);
  socket.on('error', () => {
    // The other side has cut the connection off.
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.pause();
  socket.write(request);
  return socket;
}

describe('answers that nobody reads', () => {
  it('hold no more memory than all answers may, and a client that reads gets its answer in whole', async () => {
    const totalBytes = 16 * megabyte;
    const { url, panel, admin, residentBytes } = await startAttackedGateway({ answer: { totalBytes } });
    const large = Buffer.alloc(8 * megabyte, 'x');
    panel.setAnswer(() => answerWith({ body: large }));
    for (let count = 1; count <= 40; count += 1) {
      await unread(url);
      // Answered, or cut already.
      await expect.poll(() => panel.requests.length).toBe(count);
    }
    await expect.poll(async () => (await admin.metric('hearthgate_answers_cut_total'))['full']).toBeGreaterThanOrEqual(38);
    expect(await heldBytes(admin)).toBeLessThanOrEqual(totalBytes);
    // What is cut is collected when the memory is needed. Without a bound it is 320 MiB.
    expect(residentBytes()).toBeLessThan(280 * megabyte);
    const reply = await post(url, body, { from: '127.0.0.9' });
    expect([reply.status, reply.body.length]).toEqual([200, large.length]);
  });

  it('of one client give way before those of others', async () => {
    // Its clock stands still, so that none of them is too slow.
    site = await openSite({ clock: new ManualClock(), settings: { answer: { totalBytes: 40 * megabyte } } });
    const { gateway, panel } = site;
    panel.setAnswer(() => answerWith({ body: Buffer.alloc(12 * megabyte, 'x') }));
    const slow = await unread(gateway.url, '127.0.0.9');
    let received = 0;
    // From the beginning: a connection that is reset tells of it once.
    const whole = new Promise((resolve) => {
      slow.once('close', () => resolve(`cut after ${received} bytes`));
      slow.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received > 12 * megabyte) resolve('whole');
      });
    });
    slow.pause();
    await expect.poll(() => gateway.outcomes.length).toBe(1);
    for (let count = 2; count <= 6; count += 1) {
      await unread(gateway.url);
      await expect.poll(() => gateway.outcomes.length).toBe(count);
    }
    // A refusal would be shorter than what is waited for.
    expect(gateway.outcomes.map(({ result }) => result.kind)).toEqual(Array.from({ length: 6 }, () => 'answered'));
    slow.resume();
    expect(await whole).toBe('whole');
  });

  it('of many requests on one connection are held one at a time', async () => {
    const admin = new AdminSocket();
    site = await openSite({ settings: { ...admin.settings } });
    const { gateway, panel } = site;
    const bytes = 60 * 1024;
    panel.setAnswer(() => answerWith({ body: Buffer.alloc(bytes, 'x') }));
    const socket = await unread(gateway.url);
    // A request at a time, each when the one before has its answer decided on: as a client that goes on without reading.
    for (let count = 1; count < 400; count += 1) {
      await expect.poll(async () => gateway.outcomes.length === count || (await heldBytes(admin)) > 0).toBe(true);
      if (gateway.outcomes.length < count) break;
      socket.write(request);
    }
    expect(gateway.outcomes.length).toBeLessThan(399);
    expect(await heldBytes(admin)).toBeLessThan(2 * bytes);
  });
});

async function heldBytes(admin: AdminSocket): Promise<number> {
  return (await admin.metric('hearthgate_answer_bytes'))[''] ?? 0;
}
