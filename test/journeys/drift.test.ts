import { afterEach, describe, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { answerWith, type Reply } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const call = callWith(keys.root, 'v-list-users');
const apiRefuses = answerWith({
  status: 401,
  headers: [
    ['Content-Type', 'text/html; charset=UTF-8'],
    ['Hestia-Exit-Code', '9'],
  ],
  body: `Error: key ${keys.root.id} doesn't exist`,
});

describe('a panel that refuses what the gateway allowed', () => {
  it('is heard: its answer is passed on, and the key passes again once a newer state has confirmed it', async () => {
    site = await openSite();
    const { gateway, panel } = site;
    panel.setAnswer(() => apiRefuses);
    const first = await post(gateway.url, call);
    expect([first.status, first.body]).toEqual([401, `Error: key ${keys.root.id} doesn't exist`]);
    panel.setAnswer(() => answerWith({}));
    await expect.poll(async () => (await post(gateway.url, call)).status).toBe(200);
  });

  it('is not asked a third time by the same key within ten minutes', async () => {
    site = await openSite();
    const { gateway, panel } = site;
    panel.setAnswer(() => apiRefuses);
    await expect
      .poll(async () => {
        await post(gateway.url, call);
        return panel.requests.length;
      })
      .toBe(2);
    await new Promise((resolve) => setImmediate(resolve));
    const reply = await post(gateway.url, call);
    expect([reply.status, reply.body, panel.requests.length]).toEqual([
      503,
      'Error: Configuration of the panel is not available',
      2,
    ]);
  });

  it('gets no third wrong password, while API keys go on', async () => {
    site = await openSite({ auth: { allowed: { 'access-key': true, 'api-key': true, password: true } } });
    const { gateway, panel } = site;
    panel.setAnswer(() => apiRefuses);
    const wrong = { user: 'admin', password: 'wrong', cmd: 'v-list-users' };
    const replies = [await post(gateway.url, wrong), await post(gateway.url, wrong), await post(gateway.url, wrong)];
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(panel.requests).toHaveLength(2);
    panel.setAnswer(() => answerWith({}));
    expect((await post(gateway.url, call)).status).toBe(200);
  });
});

const withPasswords = { allowed: { 'access-key': true, 'api-key': true, password: true } };
const refusedAs =
  (exitCode: string, text: string): Reply =>
  (socket) =>
    answerWith({
      status: 401,
      headers: [
        ['Content-Type', 'text/html; charset=UTF-8'],
        ['Hestia-Exit-Code', exitCode],
      ],
      body: text,
    })(socket);
const many = (
  count: number,
  callOf: (at: number) => Record<string, string>,
  addressOf = (at: number) => `127.0.0.${1 + (at % 30)}`,
) => Array.from({ length: count }, (_, at) => post(site?.gateway.url ?? '', callOf(at), { from: addressOf(at) }));

describe('many calls at once, to a panel that has lost what the state still has', () => {
  it('of one key: no more reach it than were in flight when it refused the first, and those that wait go', async () => {
    site = await openSite({ upstream: { maxQueue: 100, maxWaitMs: 60_000 } });
    const { panel } = site;
    panel.setAnswer(() => apiRefuses);
    const replies = await Promise.all(many(60, () => call));
    expect(panel.requests.length).toBeLessThan(5);
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(panel.requests.length);
    expect(replies.filter(({ status }) => status === 503)).toHaveLength(60 - panel.requests.length);
  });

  it('of all its keys: still fewer than make it ban the gateway, also after the state was read anew', async () => {
    site = await openSite({ upstream: { maxQueue: 200, maxWaitMs: 60_000 } });
    const { panel } = site;
    panel.setAnswer(({ body }) => {
      const id = /access_key=([^&]*)/.exec(body.toString())?.[1] ?? '';
      return refusedAs('9', `Error: key ${id} doesn't exist`);
    });
    const calls = [
      callWith(keys.root, 'v-list-users'),
      callWith(keys.billing, 'v-list-users'),
      callWith(keys.alice, 'v-list-mail-domains', 'alice'),
    ];
    for (let round = 0; round < 5; round += 1) await Promise.all(many(30, (at) => calls[at % 3] ?? call));
    expect(panel.requests.length).toBeLessThan(5);
  });

  it('of passwords: no more than two, from however many addresses, and keys go on', async () => {
    site = await openSite({ auth: withPasswords, upstream: { maxQueue: 100, maxWaitMs: 60_000 } });
    const { panel, gateway } = site;
    panel.setAnswer(() => refusedAs('9', 'Error: authentication failed'));
    const replies = await Promise.all(many(35, (at) => ({ user: 'admin', password: `wrong ${at}`, cmd: 'v-list-users' })));
    expect(panel.requests).toHaveLength(2);
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(2);
    panel.setAnswer(() => answerWith({}));
    expect((await post(gateway.url, call)).status).toBe(200);
  });

  it('of a right password: all are answered, however many come before the panel has accepted the first', async () => {
    site = await openSite({ auth: withPasswords, upstream: { maxQueue: 100, maxWaitMs: 60_000 } });
    const { panel } = site;
    panel.setAnswer(() => answerWith({ headers: [['Content-Type', 'text/html; charset=UTF-8']] }));
    const right = { user: 'admin', password: 'right', cmd: 'v-list-users' };
    const replies = await Promise.all(many(35, () => right));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 35 }, () => 200));
    // Wrong ones from elsewhere do not shut it out.
    panel.setAnswer(() => refusedAs('9', 'Error: authentication failed'));
    await Promise.all(
      many(
        5,
        (at) => ({ ...right, password: `wrong ${at}` }),
        () => '127.0.1.9',
      ),
    );
    panel.setAnswer(() => answerWith({ headers: [['Content-Type', 'text/html; charset=UTF-8']] }));
    const before = panel.requests.length;
    expect((await Promise.all(many(3, () => right))).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(panel.requests.length - before).toBe(3);
  });
});
