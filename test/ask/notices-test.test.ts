import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answers, type NoticeReceiver, startNoticeReceiver } from '../support/notice-receiver.ts';
import { openSite, type Site } from '../support/site.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

let site: Site;
let receiver: NoticeReceiver;
let gateway: AskedGateway;
beforeEach(async () => {
  site = await openSite();
  receiver = await startNoticeReceiver(false);
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
  await site.close();
});

describe('hearthgate notices test', () => {
  test('sends a notice, and says that it was taken, without the path of the receiver', async () => {
    gateway = await openAskedGateway(site, { notices: { url: receiver.url } });
    const { code, out, err } = await gateway.hearthgate('notices', 'test');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^http:\/\/localhost:\d+ took the notice msg_[0-9a-f]{32}: it answered 204\n$/);
    expect(receiver.received).toMatchObject([
      { isSigned: true, notice: { type: 'notices.test', summary: 'A test notice, asked for by hearthgate notices test' } },
    ]);
  });

  test('says what the receiver answers where it does not take it, in what a terminal shows', async () => {
    gateway = await openAskedGateway(site, { notices: { url: receiver.url } });
    receiver.answer = (response) => response.writeHead(401).end('\u001B[31mwrong signature');
    const { code, out, err } = await gateway.hearthgate('notices', 'test');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^hearthgate: http:\/\/localhost:\d+ did not take the notice msg_\w+: it answered 401\nit says: \\x1b\[31mwrong signature\n$/,
    );
  });

  test('says so where there are no notices', async () => {
    gateway = await openAskedGateway(site);
    const { code, err } = await gateway.hearthgate('notices', 'test');
    expect([code, err]).toEqual([
      71,
      expect.stringContaining('the configuration in force has no notices; set notices.url and notices.secretFile'),
    ]);
  });

  test('is no try of those that wait', async () => {
    gateway = await openAskedGateway(site, { notices: { url: receiver.url } });
    receiver.answer = answers(500);
    await gateway.hearthgate('notices', 'test');
    expect((await gateway.hearthgate('ready', '--json')).out).toContain('notices: ok');
  });
});
