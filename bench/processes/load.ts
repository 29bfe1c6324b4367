/*
 * The load: connections that each send the next request when the last one was answered. One order at a time, by message.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AnswerReader } from '../support/answer-reader.ts';
import { cpuTimeMs, readyTimeMs } from '../support/cpu-time.ts';
import { costlyRequests } from '../support/costly-bodies.ts';
import { floodOf } from '../support/flood.ts';
import { type LoadOrder, loadOrderSchema, type LoadReport } from '../support/load-protocol.ts';
import { quantile } from '../judging/statistics.ts';
import { requestsOf } from '../support/traffic.ts';

process.on('message', (message) => void follow(loadOrderSchema.parse(message)));
process.once('disconnect', () => process.exit(0));

/** Requests that go round, from one order to the next. */
interface Round {
  readonly requestAt: (index: number) => Buffer;
  next: number;
}

const rounds = new Map<string, Round>();
const maxTailMs = 5000;

async function follow(order: LoadOrder): Promise<void> {
  const round = roundOf(order.traffic);
  const run = new Run(order, round);
  process.send?.(await run.report());
}

function roundOf(traffic: LoadOrder['traffic']): Round {
  const name = JSON.stringify(traffic);
  const known = rounds.get(name);
  if (known !== undefined) return known;
  const made = { requestAt: requestsFor(traffic), next: 0 };
  rounds.set(name, made);
  return made;
}

function requestsFor(traffic: LoadOrder['traffic']): Round['requestAt'] {
  if ('floodAddresses' in traffic) return floodOf(traffic);
  return goingRound('body' in traffic ? costlyRequests(traffic) : requestsOf(traffic));
}

function goingRound(requests: readonly Buffer[]): Round['requestAt'] {
  return (index) => requests[index % requests.length] ?? Buffer.alloc(0);
}

class Run {
  readonly #order: LoadOrder;
  readonly #round: Round;
  readonly #answers = new Map<number, number>();
  readonly #latenciesMs: number[] = [];
  readonly #sockets = new Set<Socket>();
  #broken = 0;
  #inFlight = 0;
  #endsAtMs = Number.POSITIVE_INFINITY;
  #answered = 0;
  #finished: () => void = () => undefined;
  #hasAllAnswers: () => void = () => undefined;

  constructor(order: LoadOrder, round: Round) {
    this.#order = order;
    this.#round = round;
  }

  async report(): Promise<LoadReport> {
    const { connections, durationMs } = this.#order;
    const open = await Promise.all(Array.from({ length: connections }, () => this.#open()));
    const before = this.#times();
    const startedAtMs = performance.now();
    this.#endsAtMs = startedAtMs + durationMs;
    for (const begin of open) begin();
    await this.#untilOver(durationMs);
    const elapsedMs = performance.now() - startedAtMs;
    const after = this.#times();
    await this.#tail();
    return {
      answers: Object.fromEntries([...this.#answers].map(([status, count]) => [String(status), count])),
      broken: this.#broken,
      elapsedMs,
      medianMs: quantile(this.#latenciesMs, 0.5),
      p99Ms: quantile(this.#latenciesMs, 0.99),
      maxMs: quantile(this.#latenciesMs, 1),
      servedMs: after.served.usedMs - before.served.usedMs,
      loadSideShare: busyMs(before.loadSide, after.loadSide) / elapsedMs,
      servedShare: busyMs(before.served, after.served) / elapsedMs,
    };
  }

  /** Resolves after this time, or with the last answer. */
  #untilOver(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#endsAtMs = performance.now();
        resolve();
      };
      const timer = setTimeout(end, durationMs);
      this.#hasAllAnswers = end;
    });
  }

  /** Waits for what was sent in time, then closes. */
  async #tail(): Promise<void> {
    const timer = setTimeout(() => this.#finished(), maxTailMs);
    if (this.#inFlight > 0) await new Promise<void>((resolve) => (this.#finished = resolve));
    clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** @returns what sends the first request */
  #open(): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const { port, isTls } = this.#order;
      const target = { host: '127.0.0.1', port };
      const begin = (): void => resolve(this.#converse(socket));
      const socket = isTls ? connectTls({ ...target, rejectUnauthorized: false }, begin) : connect(target, begin);
      socket.setNoDelay(true);
      // After the start a failure shows as a connection that ends.
      socket.on('error', reject);
      this.#sockets.add(socket);
    });
  }

  #converse(socket: Socket): () => void {
    const reader = new AnswerReader();
    let sentAtMs = 0;
    let isWaiting = false;
    const send = (): void => {
      const request = this.#round.requestAt(this.#round.next);
      this.#round.next += 1;
      this.#inFlight += 1;
      isWaiting = true;
      sentAtMs = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk: Buffer) => {
      const answer = reader.read(chunk);
      if (answer === undefined) return;
      isWaiting = false;
      this.#note(answer.status, sentAtMs);
      if (performance.now() >= this.#endsAtMs) return;
      if (answer.closes) this.#replace(socket);
      else if (this.#order.restMs === 0) send();
      else setTimeout(() => this.#sendInTime(send), this.#order.restMs);
    });
    socket.on('close', () => {
      if (!isWaiting) return;
      this.#broken += 1;
      this.#end();
    });
    return send;
  }

  #sendInTime(send: () => void): void {
    if (performance.now() < this.#endsAtMs) send();
  }

  #replace(socket: Socket): void {
    this.#sockets.delete(socket);
    socket.destroy();
    this.#open().then(
      (begin) => begin(),
      () => (this.#broken += 1),
    );
  }

  #note(status: number, sentAtMs: number): void {
    const nowMs = performance.now();
    if (nowMs < this.#endsAtMs) {
      this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
      this.#latenciesMs.push(nowMs - sentAtMs);
      this.#answered += 1;
      if (this.#answered === this.#order.maxAnswers) this.#hasAllAnswers();
    }
    this.#end();
  }

  #end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#finished();
  }

  #times(): { readonly loadSide: SideTimes; readonly served: SideTimes } {
    const { loadSidePids, servedPids } = this.#order;
    return { loadSide: timesOf([process.pid, ...loadSidePids]), served: timesOf(servedPids) };
  }
}

/** Of the processes of one side. */
interface SideTimes {
  readonly usedMs: number;
  readonly readyMs: readonly number[];
}

function timesOf(pids: readonly number[]): SideTimes {
  return { usedMs: pids.reduce((total, pid) => total + cpuTimeMs(pid), 0), readyMs: pids.map(readyTimeMs) };
}

/** Milliseconds in which the side as a whole, or the busiest of its processes, was at work or wanted to be. */
function busyMs(before: SideTimes, after: SideTimes): number {
  return Math.max(after.usedMs - before.usedMs, ...after.readyMs.map((ms, index) => ms - (before.readyMs[index] ?? Number.NaN)));
}
