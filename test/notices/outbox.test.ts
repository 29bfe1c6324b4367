import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { Outbox, type OutboxOptions } from '../../src/notices/outbox.ts';
import { postNotice } from '../../src/notices/post-notice.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answers, noticeCaFile, type NoticeReceiver, startNoticeReceiver, takes } from '../support/notice-receiver.ts';
import { until } from '../support/until.ts';

let receiver: NoticeReceiver;
beforeEach(async () => {
  receiver = await startNoticeReceiver();
});
afterEach(() => receiver.stop());

const secrets = [new Secret('\u0007'.repeat(32))];
const ca = readFileSync(noticeCaFile, 'latin1');
let log: string[] = [];
const warn = (message: string, fields?: object): void => void log.push(`${message} ${JSON.stringify(fields)}`);
const said = (): readonly string[] => receiver.received.map(({ text }) => text);

describe('notices on their way', () => {
  const clock = new ManualClock();
  const { signal: ended } = new AbortController();
  let outbox: Outbox;
  beforeEach(() => {
    log = [];
  });
  afterEach(() => outbox.close());

  function open(bounds?: OutboxOptions['bounds']): void {
    outbox = new Outbox({
      post: (id, text) =>
        postNotice(
          { url: receiver.url, secrets, ca },
          { id, timestamp: Math.floor(clock.wallMs() / 1000), body: text },
          { timeoutMs: 10_000, ended },
        ),
      clock,
      log: { debug: warn, info: warn, warn, error: warn },
      ...(bounds && { bounds }),
    });
  }
  const add = (...texts: readonly string[]): void => texts.forEach((text) => outbox.add('panel.lost', JSON.stringify(text)));
  async function tried(count: number): Promise<void> {
    await until(() => receiver.received.length === count);
    await until(() => outbox.state.fault !== undefined);
  }

  test('are tried again with the same id, a later time and a signature of its own', async () => {
    open();
    receiver.answer = answers(503);
    add('a');
    await tried(1);
    clock.advance(5000);
    receiver.answer = takes;
    outbox.look();
    await until(() => outbox.state.waiting === 0);
    const [first, second] = receiver.received.map(({ headers }) => headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(Number(second?.['webhook-timestamp']) - Number(first?.['webhook-timestamp'])).toBe(5);
    expect(receiver.received.map(({ isSigned }) => isSigned)).toEqual([true, true]);
    expect([outbox.count('panel.lost', 'sent'), outbox.state.fault]).toEqual([1, undefined]);
  });

  test('wait longer each time, and are given up after their tries', async () => {
    open({ waiting: 100, tries: 3, ageMs: 3_600_000 });
    receiver.answer = answers(500);
    add('a');
    await tried(1);
    clock.advance(3000);
    outbox.look();
    clock.advance(2000);
    outbox.look();
    await until(() => receiver.received.length === 2);
    clock.advance(14_000);
    outbox.look();
    expect(receiver.received).toHaveLength(2);
    await until(() => {
      clock.advance(6000);
      outbox.look();
      return outbox.state.waiting === 0;
    });
    expect([receiver.received.length, outbox.count('panel.lost', 'failed')]).toEqual([3, 1]);
    expect(log).toEqual([expect.stringMatching(/^a notice is given up .*"fault":"it answered 500"/)]);
  });

  test('are given up when they are too old, and at once by a receiver that is gone', async () => {
    open({ waiting: 100, tries: 100, ageMs: 60_000 });
    receiver.answer = answers(503, { 'retry-after': '3600' });
    add('a');
    await tried(1);
    clock.advance(60_000);
    outbox.look();
    expect(outbox.count('panel.lost', 'failed')).toBe(1);
    receiver.answer = answers(410);
    clock.advance(3_600_000);
    add('b');
    await until(() => outbox.count('panel.lost', 'failed') === 2);
    expect(said()).toEqual(['"a"', '"b"']);
  });

  test('heed how long the receiver asks to wait', async () => {
    open();
    receiver.answer = answers(429, { 'retry-after': '600' });
    add('a');
    await tried(1);
    receiver.answer = takes;
    clock.advance(599_000);
    outbox.look();
    add('b');
    expect(receiver.received).toHaveLength(1);
    clock.advance(1000);
    outbox.look();
    await until(() => outbox.state.waiting === 0);
    expect(said().toSorted()).toEqual(['"a"', '"a"', '"b"']);
  });

  test('make room for newer ones, the oldest first', async () => {
    open({ waiting: 2, tries: 10, ageMs: 3_600_000 });
    receiver.answer = answers(500);
    add('a');
    await tried(1);
    add('b', 'c', 'd');
    expect([outbox.state.waiting, outbox.count('panel.lost', 'dropped')]).toEqual([2, 2]);
    receiver.answer = takes;
    clock.advance(5000);
    outbox.look();
    await until(() => outbox.state.waiting === 0);
    expect(said()).toEqual(['"a"', '"c"', '"d"']);
  });

  test('do not wait behind one that the receiver does not want', async () => {
    open();
    receiver.answer = (response, received) => (received.text === '"bad"' ? answers(400) : takes)(response, received);
    add('bad', 'good', 'better');
    await until(() => {
      clock.advance(1000);
      outbox.look();
      return outbox.count('panel.lost', 'sent') === 2;
    });
    expect(outbox.state.waiting).toBe(1);
  });

  test('are told to be lost where the gateway stops', async () => {
    open();
    receiver.answer = answers(500);
    add('a');
    await tried(1);
    outbox.close();
    expect(log).toEqual(['notices that were not delivered yet are lost {"notices":1}']);
  });
});
