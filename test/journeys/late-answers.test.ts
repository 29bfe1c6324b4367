import { afterEach, expect, it } from 'vitest';
import { post, type Reply as HttpReply } from '../support/http-client.ts';
import { answerAfter, answerWith, cutAfter, type Reply } from '../support/recording-panel.ts';
import { gate } from '../forward/panel-call.ts';
import { openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

// A guess at a password whose answer comes after its client was told that there is none counts all the same.

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const guess = { user: 'admin', password: 'guess', cmd: 'v-list-users' };
const no = answerWith({
  status: 401,
  headers: [
    ['Content-Type', 'text/html; charset=UTF-8'],
    ['Hestia-Exit-Code', '9'],
  ],
  body: 'Error: no',
});
const yes = answerWith({ headers: [['Content-Type', 'text/html; charset=UTF-8']] });
const once = { attempts: 1, perMs: 600_000 };
const wide = { attempts: 1000, perMs: 600_000 };
const failures = { pair: once, address: wide, key: wide, banMs: 600_000, maxBanMs: 600_000 };

async function start(reply: Reply): Promise<(password?: string) => Promise<HttpReply>> {
  const opened = await openSite({
    upstream: { timeoutMs: 20 },
    limits: { failures },
    auth: { allowed: { 'access-key': true, 'api-key': true, password: true } },
  });
  site = opened;
  opened.panel.setAnswer(() => reply);
  return (password = 'guess') => post(opened.gateway.url, { ...guess, password });
}

it('while nobody knows the answer it is in flight, and when the panel says no it has failed', async () => {
  const { opened, open } = gate();
  const ask = await start(answerAfter(opened, no));
  expect((await ask()).status).toBe(504);
  const second = await ask('another');
  expect([second.status, second.headers['retry-after']]).toEqual([429, '1']);
  open();
  await until(async () => Number((await ask('another')).headers['retry-after']) > 500);
  expect(site?.panel.requests).toHaveLength(1);
});

it('when the panel says yes, it was right', async () => {
  const { opened, open } = gate();
  const ask = await start(answerAfter(opened, yes));
  expect((await ask()).status).toBe(504);
  open();
  await until(async () => (await ask()).status === 200);
});

it('where the panel is cut off, it stays in the budget of the panel and not in that of its client', async () => {
  const { opened, open } = gate();
  const ask = await start(answerAfter(opened, cutAfter()));
  expect([(await ask()).status, (await ask()).status]).toEqual([504, 429]);
  open();
  // Cut off, or too late on a busy machine: its client is not refused any more.
  await until(async () => [502, 504].includes((await ask()).status));
  // Two that nobody knows the answer of are all that the panel is asked.
  expect((await ask()).status).toBe(503);
});
