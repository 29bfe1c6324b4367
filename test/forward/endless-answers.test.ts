import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerAfter, answerBytes, answerWith, hang, type Reply } from '../support/recording-panel.ts';
import { ended, gate, panelCall, startPair, stopAll } from './panel-call.ts';

afterEach(stopAll);

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nHestia-Exit-Code: 0\r\n';
/** Begins so, and goes on with this again and again, for as long as somebody listens. */
const endless =
  (begin: string, again: string): Reply =>
  (socket: Socket) => {
    socket.write(begin);
    const timer = setInterval(() => socket.write(again), 10);
    socket.on('close', () => clearInterval(timer));
  };

const endlessAnswers: readonly (readonly [string, Reply])[] = [
  ['in its body', endless(`${head}\r\n`, 'x')],
  ['in its body with a length', endless(`${head}Content-Length: 100000\r\n\r\n`, 'x')],
  ['in its chunks', endless(`${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n')],
  ['in an extension of a chunk', endless(`${head}Transfer-Encoding: chunked\r\n\r\n1;`, 'x')],
  ['in its trailers', endless(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n`, 'a: b\r\n')],
  ['in its head', endless(head, 'a: b\r\n')],
  ['in its first line', endless('HTTP', '/')],
  ['in the head of an interim answer', endless('HTTP/1.1 100 ', 'x')],
  ['with all but its last byte', endless(`${head}Content-Length: 2\r\n\r\nx`, '')],
];

describe('an answer that has begun and does not end', () => {
  it.each(endlessAnswers)('%s, is cut after the timeout again, and its place comes back', async (_, reply) => {
    const { panel, client, log } = await startPair(() => reply, { timeoutMs: 200, maxQueue: 0 });
    expect(await ended(client)).toMatch(/^panel_(?:timeout|outcome_unknown)$/);
    await expect.poll(() => client.callsInFlight()).toBe(0);
    expect(client.places()).toMatchObject({ overdue: 0, taken: { read: 0, write: 0, own: 0 } });
    panel.setAnswer(() => answerWith({}));
    await expect.poll(() => ended(client)).toBe('answer');
    expect(log.lines[0]).toContain('panel_');
  });

  it('keeps its place until then, and is counted as overdue', async () => {
    const { panel, client, log } = await startPair(() => endless(`${head}\r\n`, 'x'), { timeoutMs: 300, maxQueue: 0 });
    expect(await ended(client)).toBe('panel_timeout');
    expect([client.places().overdue, await ended(client), panel.requests.length]).toEqual([1, 'panel_busy', 1]);
    await expect.poll(() => client.places().overdue).toBe(0);
    expect(log.lines.at(-1)).toContain('was cut');
  });

  it('whose end comes in that time is not cut', async () => {
    const done = gate();
    const bytes = answerBytes({ body: '0123456789' });
    const { panel, client } = await startPair(
      () => async (socket) => {
        socket.write(bytes.subarray(0, -3));
        await done.opened;
        socket.write(bytes.subarray(-3));
      },
      { timeoutMs: 1000 },
    );
    expect(await ended(client)).toBe('panel_timeout');
    done.open();
    await expect.poll(() => client.callsInFlight()).toBe(0);
    expect(panel.connections()).toBe(1);
  });

  it('that is too large is cut likewise, though its client was told before', async () => {
    const { client } = await startPair(() => endless(`${head}\r\n${'x'.repeat(2_000_000)}`, 'x'), { timeoutMs: 1000 });
    expect(await ended(client)).toBe('panel_outcome_unknown');
    expect(client.places().overdue).toBe(1);
    await expect.poll(() => client.places().overdue).toBe(0);
  });
});

/** Resolves when an answer that has begun meanwhile has been cut after this timeout. */
async function othersAreCut(timeoutMs: number): Promise<void> {
  const { client } = await startPair(() => endless(`${head}\r\n`, 'x'), { timeoutMs });
  await ended(client);
  await expect.poll(() => client.places().overdue).toBe(0);
}

describe('a command that has not answered', () => {
  it('is never cut, and keeps its place until it answers', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})), { timeoutMs: 500, maxQueue: 1 });
    expect(await ended(client)).toBe('panel_timeout');
    const next = client.send(panelCall());
    await othersAreCut(500);
    expect([client.places().overdue, panel.requests.length, panel.connections()]).toEqual([1, 1, 1]);
    panel.setAnswer(() => answerWith({}));
    done.open();
    expect([(await next).kind, client.places().overdue, panel.connections()]).toEqual(['answer', 0, 1]);
  });

  it('is not cut by interim answers either', async () => {
    const { panel, client } = await startPair(() => endless('', 'HTTP/1.1 102 Processing\r\n\r\n'), { timeoutMs: 100 });
    expect(await ended(client)).toBe('panel_timeout');
    await othersAreCut(100);
    expect([client.places().overdue, panel.connections()]).toEqual([1, 1]);
    panel.setAnswer(hang);
  });
});
