import { fork } from 'node:child_process';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { UpstreamSettings } from '../../src/domain/policy/settings.ts';
import { panelCall, startClient, stopAll } from '../forward/panel-call.ts';
import { heldMemory } from '../support/held-memory.ts';
import { propertyRuns } from '../support/property-runs.ts';

// A panel that was taken over, or is broken, floods the gateway with an answer. It is one of many: the others must not notice it.

afterEach(stopAll);

const mebibyte = 1_048_576;
/** 4 MiB, or 16 as by default. */
const maxAnswerBytes = Math.max(4, propertyRuns(16)) * mebibyte;

interface Flood {
  readonly begin: string;
  readonly piece: string;
  readonly total: number;
  readonly end: string;
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nHestia-Exit-Code: 0\r\n';
const inChunks = (piece: string, total: number): Flood => ({
  begin: `${head}Transfer-Encoding: chunked\r\n\r\n`,
  piece,
  total,
  end: '0\r\n\r\n',
});
const extended = `1;${'e'.repeat(60_000)}\r\nx\r\n`;
const byteChunk = '1\r\nx\r\n';

/** @returns its port */
async function startFlood(flood: Flood, certificate?: string): Promise<string> {
  const script = new URL('../support/flooding-panel.mjs', import.meta.url).pathname;
  const panel = fork(script, [JSON.stringify({ ...flood, certificate })]);
  onTestFinished(() => void panel.kill('SIGKILL'));
  return String(await new Promise((resolve) => panel.once('message', resolve)));
}

interface Watched {
  /** Of processor time of this process: what others on the machine do does not count. */
  readonly longestTurnMs: number;
  readonly allTurnsMs: number;
  /** Most bytes that were held at a time, more than before. */
  readonly heldBytes: number;
  readonly result: string;
}

/** Takes one answer, and looks at each turn of the event loop meanwhile. */
async function watch(parts: Pick<UpstreamSettings, 'origin'> & Partial<UpstreamSettings>): Promise<Watched> {
  const { client } = startClient({ maxAnswerBytes, timeoutMs: 120_000, ...parts });
  const before = heldMemory();
  let [longestUs, allUs, most, isOver, turns] = [0, 0, 0, false, 0];
  let last = process.cpuUsage();
  const turn = (): void => {
    if (isOver) return;
    const { user, system } = process.cpuUsage(last);
    // The first turns compile what the others run.
    if (turns > 50) longestUs = Math.max(longestUs, user + system);
    allUs += user + system;
    turns += 1;
    if (turns % 500 === 0) most = Math.max(most, heldMemory() - before);
    last = process.cpuUsage();
    setImmediate(turn);
  };
  setImmediate(turn);
  const outcome = await client.send(panelCall());
  isOver = true;
  const result = outcome.kind === 'answer' ? `${outcome.answer.body.length} bytes` : outcome.denial.reason;
  await client.close();
  return { longestTurnMs: longestUs / 1000, allTurnsMs: allUs / 1000, heldBytes: most, result };
}

describe('an answer that comes as a flood', () => {
  it.each<readonly [string, Flood, string | RegExp]>([
    ['chunks of one byte', inChunks(byteChunk, 0.375 * maxAnswerBytes), /^\d+ bytes$/],
    ['chunks of one byte, more than the wire may carry', inChunks(byteChunk, 6 * maxAnswerBytes), 'panel_outcome_unknown'],
    ['chunks with long extensions', inChunks(extended, 1.5 * maxAnswerBytes), /^\d+ bytes$/],
    [
      'chunks with long extensions, more than the wire may carry',
      inChunks(extended, 6 * maxAnswerBytes),
      'panel_outcome_unknown',
    ],
    ['large chunks', inChunks(`10000\r\n${'x'.repeat(65_536)}\r\n`, 6 * maxAnswerBytes), 'panel_outcome_unknown'],
    [
      'trailers',
      { ...inChunks('a:b\r\n', 1.5 * maxAnswerBytes), begin: `${head}Transfer-Encoding: chunked\r\n\r\n0\r\n` },
      'panel_outcome_unknown',
    ],
    ['headers', { ...inChunks('a:b\r\n', 1.5 * maxAnswerBytes), begin: head }, 'panel_outcome_unknown'],
    ['interim answers', { ...inChunks('HTTP/1.1 102 P\r\n\r\n', 6 * maxAnswerBytes), begin: '' }, 'panel_outcome_unknown'],
  ])('of %s holds no more than its bound, and no turn of the event loop for long', async (_, flood, expected) => {
    const port = await startFlood(flood);
    expect(faultsOf(await watch({ origin: `http://127.0.0.1:${port}` }), expected)).toEqual([]);
  });

  it('is treated alike over TLS', async () => {
    const certificate = new URL('../fixtures/tls/panel', import.meta.url).pathname;
    const port = await startFlood(inChunks(byteChunk, 6 * maxAnswerBytes), certificate);
    const tls = { verify: 'panel', certFile: `${certificate}.crt` } as const;
    expect(faultsOf(await watch({ origin: `https://127.0.0.1:${port}`, tls }), 'panel_outcome_unknown')).toEqual([]);
  });
});

/** What is not as it should be. */
function faultsOf({ result, heldBytes, longestTurnMs, allTurnsMs }: Watched, expected: string | RegExp): readonly string[] {
  const bounds = [
    { isKept: new RegExp(expected).test(result), fault: `it ended with ${result}` },
    // Twice the bound while the buffer grows, and what is on its way.
    { isKept: heldBytes < 2 * maxAnswerBytes + 4 * mebibyte, fault: `${heldBytes} bytes were held` },
    // 50 ms, or a small part of the work where all of it takes longer here.
    { isKept: longestTurnMs < Math.max(50, allTurnsMs / 10), fault: `a turn took ${longestTurnMs} ms of ${allTurnsMs}` },
  ];
  return bounds.filter(({ isKept }) => !isKept).map(({ fault }) => fault);
}
