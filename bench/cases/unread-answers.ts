import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { CaseResult } from '../judging/figure.ts';
import { valueFigure } from '../judging/value-figure.ts';
import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { peakBytes, residentBytes } from '../support/cpu-time.ts';
import { readMetric } from '../support/read-metric.ts';
import { answerHead, startFlood } from '../support/start-flood.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { oneClient, ownAddress, requestsOf } from '../support/traffic.ts';

const part = 'o';
const connections = 80;
const mebibyte = 1_048_576;
const answerBytes = 12 * mebibyte;
/** `answer.totalBytes` as it is by default. */
const totalBytes = 128 * mebibyte;
/** What is held, and as much again that was let go and is not collected yet. */
const maxMegabytes = (2 * totalBytes) / 1e6;
const patienceMs = 60_000;
const everyMs = 20;
const permitted = 'hearthgate_decisions_total{panel="main",outcome="permitted",reason="none"}';

/** What clients make the gateway hold that ask for large answers and read none. */
export async function measureUnreadAnswers(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panelRoot = await makeBenchFolder(workspace, 1);
  const begin = `${answerHead}Content-Length: ${answerBytes}\r\n\r\n`;
  const panel = await startFlood(workspace, cores.load, { begin, piece: 'x', total: answerBytes, end: '' });
  const megabytes: number[] = [];
  for (let round = 1; round <= bench.rounds; round += 1) {
    bench.progress(`round ${round} of ${bench.rounds}`);
    const gateway = await startGateway(workspace, {
      core: cores.served,
      name: `unread-answers-${round}`,
      panelUrl: `http://127.0.0.1:${panel.port}`,
      panelRoot,
      allow: [ownAddress],
      maxCalls: 3,
    });
    megabytes.push((await leaveUnread(gateway)) / 1e6);
    await gateway.stop();
  }
  await panel.stop();
  const figure = valueFigure({
    part,
    what: `${connections} answers of ${answerBytes / mebibyte} MiB that nobody reads: resident memory`,
    values: megabytes,
    text: (value) => `+${value.toFixed(0)} MB`,
    shown: 'most',
    reference: `all answers together ${((connections * answerBytes) / 1e6).toFixed(0)} MB`,
    atMost: maxMegabytes,
    bar: `at most ${maxMegabytes.toFixed(0)} MB more`,
  });
  return { figures: [figure], remarks: [] };
}

/** @returns bytes, at the most, more than before */
async function leaveUnread({ pid, port, adminSocket }: RunningGateway): Promise<number> {
  const before = residentBytes(pid);
  const peak = peakBytes(pid);
  const sockets: Socket[] = [];
  const giveUpAtMs = performance.now() + patienceMs;
  for (let count = 1; count <= connections; count += 1) {
    sockets.push(askOnly(port));
    // One after the other, so that none finds the panel busy.
    while ((await readMetric(adminSocket, permitted, 0)) < count) {
      if (performance.now() > giveUpAtMs)
        throw new Error(`not all of ${connections} calls were answered within ${patienceMs} ms`);
      await pause(everyMs);
    }
  }
  for (const socket of sockets) socket.destroy();
  return peak() - before;
}

function askOnly(port: number): Socket {
  const [request = ''] = requestsOf(oneClient);
  const socket = connect({ host: '127.0.0.1', port }, () => socket.write(request));
  // The gateway cuts off what it does not hold any longer.
  socket.on('error', () => socket.destroy());
  return socket.pause();
}
