import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { UpstreamTls } from '../../src/domain/policy/settings.ts';
import { answerBytes, raw, type RecordingPanel, type Reply, startRecordingPanel } from '../support/recording-panel.ts';
import { ended, panelCall, startClient, startPair, stopAll, stopLater } from './panel-call.ts';

const running: Server[] = [];
afterEach(async () => {
  await stopAll();
  await Promise.all(running.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nHestia-Exit-Code: 0\r\nConnection: close\r\n';
/** An answer that has no length: it is as long as its connection lasts. */
const endless = `${head}\r\n0123456789`;
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n`;

function fixture(name: string): string {
  return new URL(`../fixtures/tls/${name}`, import.meta.url).pathname;
}
const certificate = { cert: readFileSync(fixture('panel.crt')), key: readFileSync(fixture('panel.key')) };
const tls: UpstreamTls = { verify: 'panel', certFile: fixture('panel.crt') };

const end: Reply = (socket) => void socket.end(endless);
const reset = (socket: Socket): void => void socket.resetAndDestroy();
/** At once, so that both come together, or in turns of their own. */
const resetAfter =
  (text: string | Buffer, wait: (then: () => void) => void): Reply =>
  (socket) =>
    void socket.write(text, () => wait(() => reset(socket)));
const atOnce = (then: () => void): void => then();
const later = (then: () => void): void => void setTimeout(then, 20);

describe('an answer without a length over a plain connection', () => {
  it('is whole when the connection ends', async () => {
    const { client } = await startPair(() => end);
    const outcome = await client.send(panelCall());
    expect(outcome.kind === 'answer' && outcome.answer.body.toString()).toBe('0123456789');
  });

  it('is whole when it is much larger than one turn of the event loop takes', async () => {
    const body = 'x'.repeat(900_000);
    const { client } = await startPair(() => (socket) => void socket.end(`${head}\r\n${body}`));
    const outcome = await client.send(panelCall());
    expect(outcome.kind === 'answer' && outcome.answer.body.length).toBe(body.length);
  });

  const texts = [
    ['is reset', endless],
    ['is reset before the first byte of the body', `${head}\r\n`],
    ['is reset between chunks', chunked],
    ['is reset within the head', head],
  ] as const;
  it.each(texts.flatMap(([name, text]) => [[name, 'at once', text, atOnce] as const, [name, 'later', text, later] as const]))(
    'leaves the outcome unknown when the connection %s, %s',
    async (_name, _when, text, wait) => {
      const { panel, client } = await startPair(() => resetAfter(text, wait));
      expect(await ended(client)).toBe('panel_outcome_unknown');
      panel.setAnswer(() => raw(answerBytes({})));
      expect([await ended(client), panel.requests.length]).toEqual(['answer', 2]);
    },
  );
});

describe('an answer without a length over TLS', () => {
  it('is whole with close_notify, also where the connection ends right behind it', async () => {
    const panel = stopLater(await startRecordingPanel({ tls: certificate, answer: () => end }));
    const { client } = startClient({ origin: panel.origin, tls });
    for (let calls = 0; calls < 5; calls += 1) expect(await ended(client)).toBe('answer');
  });

  it('is whole when it is much larger than one turn of the event loop takes', async () => {
    const body = 'x'.repeat(900_000);
    const panel = stopLater(
      await startRecordingPanel({ tls: certificate, answer: () => (socket) => void socket.end(`${head}\r\n${body}`) }),
    );
    const { client } = startClient({ origin: panel.origin, tls });
    const outcome = await client.send(panelCall());
    expect(outcome.kind === 'answer' && outcome.answer.body.length).toBe(body.length);
  });

  it.each<readonly [string, (socket: Socket) => void]>([
    ['ends', (socket) => void socket.end()],
    ['is reset', reset],
  ])('leaves the outcome unknown when the connection below it %s without close_notify', async (_, last) => {
    const panel = stopLater(await startRecordingPanel({ tls: certificate, answer: () => raw(endless) }));
    const port = await startRelay(panel, last);
    const { client } = startClient({ origin: `https://127.0.0.1:${port}`, tls });
    expect(await ended(client)).toBe('panel_outcome_unknown');
    expect(panel.requests).toHaveLength(1);
  });

  it('with a length is an answer, whatever becomes of the connection', async () => {
    const panel = stopLater(await startRecordingPanel({ tls: certificate, answer: () => raw(answerBytes({})) }));
    const port = await startRelay(panel, (client) => void client.end());
    const { client } = startClient({ origin: `https://127.0.0.1:${port}`, tls });
    expect(await ended(client)).toBe('answer');
  });
});

/** Hands on what the panel sends; once its answer has come, ends the client's side its own way, beneath TLS. */
async function startRelay({ port, requests }: RecordingPanel, cut: (client: Socket) => void): Promise<number> {
  const server = createServer((client) => {
    const panel = connect(port, '127.0.0.1');
    client.on('error', () => panel.destroy()).on('close', () => panel.destroy());
    panel.on('error', () => client.destroy());
    client.on('data', (bytes) => panel.write(bytes));
    panel.on('data', (bytes) => client.write(bytes, () => requests.length > 0 && setImmediate(() => cut(client))));
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
