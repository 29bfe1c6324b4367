import { afterEach, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { answerWith, cutAfter, hang } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// What clients see of a panel that does not answer.

const call = callWith(keys.root, 'v-list-user', 'alice');
const change = callWith(keys.root, 'v-suspend-user', 'alice');

let open: Site | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

it('a panel that cuts every connection gets five calls; those after it are refused at once, in the dialect that they speak', async () => {
  const site = await openSite();
  open = site;
  site.panel.setAnswer(() => cutAfter());
  for (let failed = 0; failed < 5; failed += 1) expect((await post(site.gateway.url, call)).status).toBe(502);
  const text = await post(site.gateway.url, call);
  expect([text.status, text.headers['hestia-exit-code'], text.body]).toEqual([
    503,
    '15',
    'Error: Connection to the panel failed',
  ]);
  expect(Number(text.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(text.headers['retry-after'])).toBeLessThanOrEqual(10);
  expect((await post(site.gateway.url, { ...call, returncode: 'yes' })).body).toBe('15');
  expect(site.panel.requests).toHaveLength(5);
});

it('the calls that wait for a place are refused when the circuit opens, long before their time is over', async () => {
  const site = await openSite({ upstream: { maxCalls: 3, maxWaitMs: 60_000, timeoutMs: 200 } });
  open = site;
  site.panel.setAnswer(() => hang());
  const replies = await Promise.all(Array.from({ length: 8 }, () => post(site.gateway.url, change)));
  const statuses = replies.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([503, 503, 503, 503, 503, 503, 504, 504]);
  await site.panel.closeConnections();
});

it('failed commands and refusals never open it', async () => {
  const site = await openSite();
  open = site;
  const headers = [
    ['Content-Type', 'text/html; charset=UTF-8'],
    ['Hestia-Exit-Code', '3'],
  ] as const;
  site.panel.setAnswer(() => answerWith({ status: 400, headers, body: 'Error: no' }));
  for (let failed = 0; failed < 12; failed += 1) expect((await post(site.gateway.url, change)).status).toBe(400);
  expect(site.panel.requests).toHaveLength(12);
});

it('a panel that hangs costs the calls to another one nothing', async () => {
  const [hanging, other] = await Promise.all([openSite({ upstream: { timeoutMs: 60_000 } }), openSite()]);
  open = other;
  hanging.panel.setAnswer(() => hang());
  const waiting = Array.from({ length: 10 }, () => post(hanging.gateway.url, call).catch(() => undefined));
  await expect.poll(() => hanging.panel.requests.length).toBeGreaterThan(1);
  for (let sent = 0; sent < 20; sent += 1) expect((await post(other.gateway.url, call)).status).toBe(200);
  expect(hanging.gateway.outcomes).toEqual([]);
  await hanging.panel.closeConnections();
  await hanging.close();
  await Promise.all(waiting);
});
