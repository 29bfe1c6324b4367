import { afterEach, describe, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { answerWith } from '../support/recording-panel.ts';
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
