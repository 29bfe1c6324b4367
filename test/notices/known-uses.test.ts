import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AskedGateway, openAskedGateway } from '../ask/asked-gateway.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answers, type NoticeReceiver, startNoticeReceiver, takes } from '../support/notice-receiver.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

let clock: ManualClock;
let site: Site;
let receiver: NoticeReceiver;
let gateway: AskedGateway;
beforeEach(async () => {
  clock = new ManualClock();
  site = await openSite();
  receiver = await startNoticeReceiver(false);
  gateway = await openAskedGateway(site, {
    clock,
    notices: { url: receiver.url },
    panel: { state: { files: site.folder.root, maxAge: '24d' } },
  });
  await mail('127.0.0.1');
  clock.advance(8 * dayMs);
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
  await site.close();
});

function mail(from: string, command = 'v-list-mail-domains'): Promise<unknown> {
  return gateway.send(from, callWith(keys.alice, command, 'alice'));
}
const parts = async (): Promise<string> => (await gateway.hearthgate('ready', '--json')).out;
const types = (): readonly string[] => receiver.received.map(({ notice }) => notice.type);

describe('what keys are used for', () => {
  test('is known over a restart', async () => {
    await mail('127.0.1.1');
    await until(() => receiver.received.length === 1);
    await gateway.restart();
    await mail('127.0.0.9');
    await mail('127.0.1.9');
    await mail('127.0.2.1');
    await until(() => receiver.received.length === 2);
    expect(receiver.received.map(({ notice }) => notice.data['network'])).toEqual(['127.0.1.0/24', '127.0.2.0/24']);
  });

  test('is told ten times an hour, and the rest as a number', async () => {
    for (let network = 1; network <= 30; network += 1) await mail(`127.1.${network}.1`);
    await until(() => receiver.received.length === 10);
    clock.advance(hourMs);
    await until(() => receiver.received.length === 11);
    expect(receiver.received.at(-1)?.notice).toMatchObject({
      type: 'notices.held',
      summary: '20 more notices of the kind key.new_network were not sent within the hour',
      data: { of: 'key.new_network', count: 20 },
    });
  });
});

describe('while notices do not arrive', () => {
  test('readiness says why and stays ready, metrics count, and all arrives later', async () => {
    receiver.answer = answers(503);
    await mail('127.0.1.1');
    await until(() => receiver.received.length === 1);
    await until(async () => (await parts()).includes('degraded'));
    expect(JSON.parse(await parts())).toMatchObject({
      isReady: true,
      parts: expect.arrayContaining([
        'notices: degraded: the receiver did not take the last one: it answered 503; one waits for 0s',
      ]),
    });
    receiver.answer = takes;
    clock.advance(10_000);
    await until(async () => (await parts()).includes('notices: ok'));
    expect(types()).toEqual(['key.new_network', 'key.new_network']);
  });
});
