import { describe, expect, it, onTestFinished } from 'vitest';
import { AdminSocket } from '../support/admin-socket.ts';
import { Crowd, loopbackAddress } from '../support/crowd.ts';
import { post } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';

// Memory for bodies is one for all clients. Whoever sends most of a body, and then waits, must not keep it from others.

const kibibyte = 1024;
const maxBytes = 64 * kibibyte;
const totalBytes = 16 * maxBytes;
const honest = '127.0.0.9';
const stranger = '127.0.0.2';
const head = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${maxBytes}\r\n\r\n`;
const unfinished = head + 'x'.repeat(maxBytes - 1);
/** A call whose body is as large as may be, and comes in many packets. */
const large = { ...callWith(keys.root, 'v-list-users'), unused: 'x'.repeat(48 * kibibyte) };

interface Held {
  readonly site: Site;
  readonly crowd: Crowd;
  /** Bytes of bodies, as the metrics tell. */
  readonly held: () => Promise<number>;
}

async function open(options: SiteOptions = {}, more: object = {}): Promise<Held> {
  const admin = new AdminSocket();
  const patient = { timeoutMs: 60_000, refusedTimeoutMs: 60_000, refusedMaxBytes: maxBytes };
  const site = await openSite({
    settings: { body: { maxBytes, totalBytes, ...patient, ...more }, ...admin.settings },
    ...options,
  });
  const crowd = new Crowd(site.gateway.url);
  onTestFinished(async () => {
    crowd.leave();
    await site.close();
  });
  return { site, crowd, held: async () => (await admin.metric('hearthgate_body_bytes'))[''] ?? 0 };
}

describe('bodies that do not end', () => {
  it('of one client have a quarter of the memory: the others are refused', async () => {
    const { site, crowd, held } = await open();
    await crowd.join(12, () => stranger, unfinished);
    await expect.poll(() => site.gateway.outcomes.length).toBe(8);
    expect(await held()).toBe(totalBytes / 4);
    expect((await post(site.gateway.url, large, { from: honest })).status).toBe(200);
  });

  it('of one client have the share that the configuration says', async () => {
    const { site, crowd, held } = await open({}, { totalBytesPerClient: maxBytes });
    await crowd.join(12, () => stranger, unfinished);
    await expect.poll(() => site.gateway.outcomes.length).toBe(11);
    expect(await held()).toBe(maxBytes);
  });

  it('of strangers who hold everything give way to a client that the list names', async () => {
    const { site, crowd, held } = await open({ clients: { allow: only(honest) } });
    await crowd.join(16, loopbackAddress, unfinished);
    await expect.poll(held).toBe(totalBytes);
    expect((await post(site.gateway.url, large, { from: honest })).status).toBe(200);
    await expect.poll(() => site.gateway.outcomes.filter(({ arrival }) => arrival.address?.text !== honest).length).toBe(1);
  });

  it('of strangers who hold everything give way to a client whose key worked before', async () => {
    const { site, crowd, held } = await open();
    expect((await post(site.gateway.url, callWith(keys.root, 'v-list-users'), { from: honest })).status).toBe(200);
    await crowd.join(16, loopbackAddress, unfinished);
    await expect.poll(held).toBe(totalBytes);
    expect((await post(site.gateway.url, large, { from: honest })).status).toBe(200);
  });

  it('give way to another stranger, whose key is right, when they have been slow for a second', async () => {
    const clock = new ManualClock();
    const { site, crowd, held } = await open({ clock });
    await crowd.join(16, loopbackAddress, unfinished);
    await expect.poll(held).toBe(totalBytes);
    expect((await post(site.gateway.url, large, { from: honest })).status).toBe(503);
    clock.advance(1000);
    expect((await post(site.gateway.url, large, { from: honest })).status).toBe(200);
  });

  it('give their memory back when their clients leave', async () => {
    const { crowd, held } = await open();
    await crowd.join(4, () => stranger, unfinished);
    await expect.poll(held).toBe(totalBytes / 4);
    crowd.leave();
    await expect.poll(held).toBe(0);
  });
});
