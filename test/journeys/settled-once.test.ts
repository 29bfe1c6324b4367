import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseReply, post, type Reply, sendRaw } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A request whose address may call is counted once, whatever becomes of it; only a key that proves right spares its address.

let site: Site;
beforeEach(async () => {
  site = await openSite({
    // So that no window ends while a test asks.
    clock: new ManualClock(),
    limits: { address: { calls: 1000, perMs: 60_000 } },
    settings: { body: { maxBytes: 1000, timeoutMs: 500, refusedMaxBytes: 1000, refusedTimeoutMs: 500, totalBytes: 100_000 } },
  });
});
afterEach(() => site.close());

const head = 'POST /api/ HTTP/1.1\r\nHost: a\r\n';
const unfinished = `${head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n`;
const wrong = { ...keys.root, secret: 'x'.repeat(40) };

it.each<readonly [number, string, () => Promise<Reply>]>([
  [404, 'another path', () => post(site.gateway.url, '', { path: '/login/' })],
  [405, 'another method', () => post(site.gateway.url, '', { method: 'GET' })],
  [405, 'a body without data', () => post(site.gateway.url, '')],
  [408, 'a body that is too slow', async () => parseReply(await sendRaw(site.gateway.url, `${unfinished}\r\nx`))],
  [413, 'a body that is too large', () => post(site.gateway.url, 'x'.repeat(1001))],
  [422, 'a field twice', () => post(site.gateway.url, `${new URLSearchParams(callWith(keys.root, 'a')).toString()}&cmd=b`)],
  [422, 'no command', () => post(site.gateway.url, callWith(keys.root, ''))],
  [401, 'a wrong secret', () => post(site.gateway.url, callWith(wrong, 'v-list-users'))],
])('%i: %s charges its address once, and says so', async (status, _what, request) => {
  const replies = [await request(), await request()];
  expect(replies.map((reply) => [reply.status, reply.headers['ratelimit']])).toEqual([
    [status, '"address_rate";r=999;t=60'],
    [status, '"address_rate";r=998;t=60'],
  ]);
});

it('a right key charges its address nothing, also where its command is refused', async () => {
  await post(site.gateway.url, callWith(keys.root, 'v-list-users'));
  await post(site.gateway.url, callWith(keys.root, 'v-gone'));
  expect(await leftOfAddress()).toBe(999);
});

it('a client that leaves while its body comes charges its address once', async () => {
  // It goes when it has been told to go on.
  await sendRaw(site.gateway.url, `${unfinished}Expect: 100-continue\r\n\r\n`, { answers: 1 });
  let asked = 0;
  const othersCharged = async (): Promise<number> => {
    asked += 1;
    return 1000 - asked - (await leftOfAddress());
  };
  await expect.poll(othersCharged).toBe(1);
  expect(await othersCharged()).toBe(1);
});

/** After one more request that charges it. */
async function leftOfAddress(): Promise<number> {
  const { headers } = await post(site.gateway.url, '', { method: 'GET' });
  return Number(/r=(\d+)/.exec(String(headers['ratelimit']))?.[1]);
}
