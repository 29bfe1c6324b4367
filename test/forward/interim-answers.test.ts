import { afterEach, describe, expect, it } from 'vitest';
import { answerBytes, raw, type Reply } from '../support/recording-panel.ts';
import { ended, isSettledSoon, panelCall, startPair, stopAll } from './panel-call.ts';

afterEach(stopAll);

const answer = answerBytes({ body: 'HTTP/1.1 100 Continue\r\n\r\n' });
const interim = (status: string, headers = ''): Buffer => Buffer.from(`HTTP/1.1 ${status}\r\n${headers}\r\n`);
const together = (...parts: readonly Buffer[]): Reply => raw(Buffer.concat(parts));
/** Each byte in a packet of its own. */
const byteByByte =
  (bytes: Buffer): Reply =>
  async (socket) => {
    socket.setNoDelay(true);
    for (const byte of bytes) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
  };

describe('an interim answer that nobody asked for', () => {
  it.each<readonly [string, Reply]>([
    ['100', together(interim('100 Continue'), answer)],
    ['102', together(interim('102 Processing'), answer)],
    ['103', together(interim('103 Early Hints', 'Link: </a>; rel=preload\r\n'), answer)],
    ['199, which has no name', together(interim('199 '), answer)],
    ['100 by HTTP/1.0', together(Buffer.from('HTTP/1.0 100 Continue\r\n\r\n'), answer)],
    ['100 with a length', together(interim('100 Continue', 'Content-Length: 5\r\n'), answer)],
    ['many', together(...Array.from({ length: 200 }, () => interim('102 Processing')), answer)],
    ['100 and the answer, byte by byte', byteByByte(Buffer.concat([interim('100 Continue'), answer]))],
  ])('is left out: %s', async (_, reply) => {
    const { panel, client } = await startPair(() => reply);
    for (let calls = 0; calls < 2; calls += 1) {
      const outcome = await client.send(panelCall());
      expect(outcome.kind === 'answer' && [outcome.answer.status, outcome.answer.body.toString()]).toEqual([
        200,
        'HTTP/1.1 100 Continue\r\n\r\n',
      ]);
    }
    expect([panel.requests.length, panel.connections()]).toEqual([2, 1]);
  });

  it('is no answer: the call waits for one', async () => {
    const { panel, client } = await startPair(() => raw(interim('100 Continue')));
    const outcome = ended(client);
    await expect.poll(() => panel.requests.length).toBe(1);
    expect(await isSettledSoon(outcome)).toBe(false);
    await panel.closeConnections();
    expect(await outcome).toBe('panel_outcome_unknown');
  });

  it.each<readonly [string, Reply]>([
    ['101, which ends HTTP', together(interim('101 Switching Protocols', 'Upgrade: x\r\nConnection: upgrade\r\n'), answer)],
    ['with lines that end in LF', together(Buffer.from('HTTP/1.1 100 Continue\n\n'), answer)],
    ['with a head without an end', together(interim('100 Continue', `A: ${'x'.repeat(20_000)}`))],
    ['without an answer behind it', (socket) => void socket.end(interim('100 Continue'))],
  ])('leaves the outcome unknown: %s', async (_, reply) => {
    const { panel, client } = await startPair(() => reply);
    expect(await ended(client)).toBe('panel_outcome_unknown');
    panel.setAnswer(() => raw(answer));
    expect([await ended(client), panel.requests.length]).toEqual(['answer', 2]);
  });
});
