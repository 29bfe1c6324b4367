import { afterEach, expect, it } from 'vitest';
import { post, type Reply } from '../support/http-client.ts';
import { makeGate } from '../support/gate.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// What one key does to the places of a panel, and what another one sees of it, over real sockets.

let open: Site | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

it('a key that sends forty calls at once has them run in turn with those of another key, which loses none', async () => {
  const site = await openSite({ upstream: { maxCalls: 1, maxQueue: 8, maxWaitMs: 60_000 } });
  open = site;
  const done = makeGate();
  site.panel.setAnswer(() => answerAfter(done.opened, answerWith({})));
  const flood = Array.from({ length: 40 }, (_, at) => send(site, callWith(keys.root, 'v-list-user', `u${at}`)));
  const refused = await firstRefused(flood);
  const other = [1, 2, 3].map((at) => send(site, callWith(keys.billing, 'v-list-user', `billing${at}`)));
  await expect.poll(() => site.gateway.outcomes.length).toBe(34);
  done.open();
  expect((await Promise.all(other)).map(({ status }) => status)).toEqual([200, 200, 200]);
  const places = site.panel.requests.flatMap(({ body }, at) => (body.includes('billing') ? [at] : []));
  expect(places).toEqual([1, 3, 5]);
  expect([refused.status, refused.headers['hestia-exit-code'], refused.headers['retry-after']]).toEqual([503, '14', '60']);
  await Promise.all(flood);
});

function send({ gateway }: Site, call: Record<string, string>): Promise<Reply> {
  return post(gateway.url, call);
}

/** The flood fills the queue: 31 of 40 find neither the place nor one of eight to wait in. */
async function firstRefused(flood: readonly Promise<Reply>[]): Promise<Reply> {
  await expect.poll(() => open?.gateway.outcomes.length).toBe(31);
  return Promise.race(flood);
}
