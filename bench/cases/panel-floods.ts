import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { valueFigure } from '../judging/value-figure.ts';
import { AnswerReader } from '../support/answer-reader.ts';
import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { peakBytes, residentBytes } from '../support/cpu-time.ts';
import { firstMessage } from '../support/first-message.ts';
import { type AnswerFlood, answerHead, startFlood } from '../support/start-flood.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { oneClient, ownAddress, requestsOf } from '../support/traffic.ts';

const part = 'n';
const maxTurnMs = 50;
const maxMegabytes = 64;
const mebibyte = 1_048_576;
const patienceMs = 60_000;
/** A panel that floods more often has its circuit opened, and is asked no more. */
const maxRounds = 4;
/** Refused by the gateway itself. */
const notAsked: ReadonlySet<number> = new Set([401, 503]);

const chunked = { begin: `${answerHead}Transfer-Encoding: chunked\r\n\r\n`, end: '0\r\n\r\n' };
const floods: Readonly<Record<string, AnswerFlood>> = {
  'chunks of one byte': { ...chunked, piece: '1\r\nx\r\n', total: 24 * mebibyte },
  'chunks with long extensions': { ...chunked, piece: `1;${'e'.repeat(60_000)}\r\nx\r\n`, total: 24 * mebibyte },
  headers: { begin: answerHead, piece: 'a:b\r\n', total: 24 * mebibyte, end: '\r\n' },
  trailers: { ...chunked, begin: `${chunked.begin}0\r\n`, piece: 'a:b\r\n', total: 24 * mebibyte },
  'large chunks': { ...chunked, piece: `10000\r\n${'x'.repeat(65_536)}\r\n`, total: 96 * mebibyte },
};

interface FloodedPanel {
  readonly name: string;
  readonly host: string;
  readonly turnsMs: number[];
  readonly megabytes: number[];
}

/** What one panel's flood does to the calls of all others: for how long the event loop stands still, and how much memory is held. */
export async function measurePanelFloods(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panels: FloodedPanel[] = [];
  const addresses: { readonly host: string; readonly url: string; readonly root: string }[] = [];
  for (const [index, [name, flood]] of Object.entries(floods).entries()) {
    const { port } = await startFlood(workspace, cores.load, flood);
    const host = `flood-${index}.test`;
    panels.push({ name, host, turnsMs: [], megabytes: [] });
    addresses.push({ host, url: `http://127.0.0.1:${port}`, root: await makeBenchFolder(workspace, 1) });
  }
  const gateway = await startGateway(workspace, {
    core: cores.served,
    name: 'panel-floods',
    // Nobody asks that one.
    panelHost: 'calm.test',
    panelUrl: 'http://127.0.0.1:9',
    panelRoot: await makeBenchFolder(workspace, 1),
    otherPanels: addresses,
    allow: [ownAddress],
    maxCalls: 3,
    preload: fileURLToPath(new URL('../processes/turn-watch.js', import.meta.url)),
  });
  // The first flood of each kind compiles what the others run.
  for (const { host } of panels) await floodOnce(gateway, host);
  const rounds = Math.min(bench.rounds, maxRounds);
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, host, turnsMs, megabytes } of panels) {
      bench.progress(`round ${round} of ${rounds}: ${name}`);
      const { turnMs, heldBytes } = await floodOnce(gateway, host);
      turnsMs.push(turnMs);
      megabytes.push(heldBytes / 1e6);
    }
  }
  await gateway.stop();
  return { figures: panels.flatMap(figuresOf), remarks: [] };
}

interface FloodReport {
  readonly turnMs: number;
  readonly heldBytes: number;
}

async function floodOnce(gateway: RunningGateway, host: string): Promise<FloodReport> {
  const before = residentBytes(gateway.pid);
  const peak = peakBytes(gateway.pid);
  await tell(gateway, 'begin');
  await ask(gateway.port, host);
  const turnMs = z.number().parse(await tell(gateway, 'end'));
  return { turnMs, heldBytes: peak() - before };
}

function tell(gateway: RunningGateway, word: 'begin' | 'end'): Promise<unknown> {
  const answer = firstMessage(gateway, 'the gateway');
  gateway.child.send(word);
  return answer;
}

/** Resolves with the whole answer, whatever it is. Rejects where the panel was not asked, or nothing comes of it. */
function ask(port: number, host: string): Promise<void> {
  const [request = ''] = requestsOf({ ...oneClient, host });
  const reader = new AnswerReader();
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(request));
    const fail = (text: string): void => void socket.destroy(new Error(`${host}: ${text}`));
    socket.setTimeout(patienceMs, () => fail(`nothing came for ${patienceMs} ms`));
    socket.on('data', (chunk: Buffer) => {
      const status = reader.read(chunk)?.status;
      if (status === undefined) return;
      if (notAsked.has(status)) fail(`the panel was not asked: status ${status}`);
      else socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
}

function figuresOf({ name, turnsMs, megabytes }: FloodedPanel): Figure[] {
  return [
    valueFigure({
      part,
      what: `a panel floods with ${name}: longest turn of the event loop`,
      values: turnsMs,
      text: (ms) => `${ms.toFixed(1)} ms`,
      shown: 'most',
      atMost: maxTurnMs,
      bar: `at most ${maxTurnMs} ms`,
    }),
    valueFigure({
      part,
      what: `a panel floods with ${name}: resident memory`,
      values: megabytes,
      text: (value) => `+${value.toFixed(0)} MB`,
      shown: 'most',
      atMost: maxMegabytes,
      bar: `at most ${maxMegabytes} MB more`,
    }),
  ];
}
