import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { type Posted, postNotice, type Receiver } from '../../src/notices/post-notice.ts';
import { freePort } from '../support/free-port.ts';
import { answers, noticeCaFile, type NoticeReceiver, startNoticeReceiver } from '../support/notice-receiver.ts';

let receiver: NoticeReceiver;
beforeEach(async () => {
  receiver = await startNoticeReceiver();
});
afterEach(() => receiver.stop());

const secrets = [new Secret('\u0007'.repeat(32))];
const ca = readFileSync(noticeCaFile, 'latin1');
const body = JSON.stringify({ type: 'notices.test', summary: 'ümlaut' });

function post(changes: Partial<Receiver> = {}, timeoutMs = 10_000): Promise<Posted> {
  return postNotice(
    { url: receiver.url, secrets, ca, ...changes },
    { id: 'msg_1', timestamp: 1_800_000_000, body },
    { timeoutMs, ended: new AbortController().signal },
  );
}

describe('a notice', () => {
  test('arrives whole and signed, with its path, and without anything of a proxy', async () => {
    expect(await post()).toEqual({ status: 204, fault: undefined, retryAfterMs: undefined, answer: '' });
    expect(receiver.received).toMatchObject([{ method: 'POST', path: '/hooks/1?to=admin', text: body, isSigned: true }]);
    expect(Object.keys(receiver.received[0]?.headers ?? {}).toSorted()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
    ]);
  });

  test('is signed with both secrets while there are two', async () => {
    await post({ secrets: [new Secret('n'.repeat(32)), ...secrets] });
    expect(receiver.received[0]?.headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    expect(receiver.received[0]?.isSigned).toBe(true);
  });

  test('is not signed for who has another secret', async () => {
    await post({ secrets: [new Secret('n'.repeat(32))] });
    expect(receiver.received[0]?.isSigned).toBe(false);
  });

  test.each([301, 302, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const other = await startNoticeReceiver();
    receiver.answer = answers(status, { location: other.url });
    const { fault } = await post();
    const followed = other.received.length;
    await other.stop();
    expect([fault, followed]).toEqual([`it answered ${status}, and redirects are not followed`, 0]);
  });

  test.each([400, 401, 404, 410, 429, 500, 502, 503])('did not arrive where the receiver answers %i', async (status) => {
    receiver.answer = answers(status, { 'retry-after': '7' });
    expect(await post()).toEqual({ status, fault: `it answered ${status}`, retryAfterMs: 7000, answer: 'no' });
  });

  test('does not wait longer than its time for an answer', async () => {
    receiver.answer = () => undefined;
    expect(await post({}, 100)).toMatchObject({ status: undefined, fault: 'no answer within 0.1 s' });
  });

  test('has arrived where the head says so, though the body never ends', async () => {
    receiver.answer = (response) => response.writeHead(200).write('a');
    expect(await post({}, 300)).toMatchObject({ status: 200, fault: undefined, answer: 'a' });
  });

  test('reads no more than a kilobyte of an endless answer, and hangs up', async () => {
    let hungUp: Promise<unknown> = Promise.reject(new Error('nothing was sent'));
    hungUp.catch(() => undefined);
    receiver.answer = (response) => {
      hungUp = new Promise((resolve) => response.once('close', resolve));
      const pour = (): void => {
        while (response.writable && response.write('a'.repeat(65_536)));
      };
      response.on('drain', pour).writeHead(200);
      pour();
    };
    expect(await post()).toMatchObject({ status: 200, answer: 'a'.repeat(1024) });
    await hungUp;
  });

  test('has not arrived where nobody is there', async () => {
    const port = await freePort();
    expect(await post({ url: `https://localhost:${port}/` })).toMatchObject({
      fault: 'it cannot be reached, or hung up (ECONNREFUSED)',
    });
  });

  test('has not arrived where the receiver hangs up', async () => {
    receiver.answer = (response) => response.destroy();
    expect(await post()).toMatchObject({ status: undefined, fault: 'it cannot be reached, or hung up (ECONNRESET)' });
  });

  test.each([
    ['by an authority that is not trusted', 'panel', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['for another host', 'named', expect.any(String)],
  ])('is not sent to a receiver with a certificate %s', async (_, certificate) => {
    const other = await startNoticeReceiver(certificate);
    const { fault } = await post({ url: other.url });
    const { length } = other.received;
    await other.stop();
    expect([fault, length]).toEqual([expect.stringMatching(/^its certificate is not trusted \(\w+\)$/), 0]);
  });

  test('is not sent to a receiver that the system does not know', async () => {
    expect(await post({ ca: undefined })).toMatchObject({ fault: expect.stringMatching(/^its certificate is not trusted/) });
    expect(receiver.received).toEqual([]);
  });

  test('goes to no proxy that the environment names', async () => {
    const asked = await startNoticeReceiver(false);
    process.env['HTTPS_PROXY'] = asked.url;
    process.env['NODE_USE_ENV_PROXY'] = '1';
    const { status } = await post();
    delete process.env['HTTPS_PROXY'];
    delete process.env['NODE_USE_ENV_PROXY'];
    const { length } = asked.received;
    await asked.stop();
    expect([status, length]).toEqual([204, 0]);
  });
});
