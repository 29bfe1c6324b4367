/*
 * Clients that open one connection after the other, each for one request that is refused. One order at a time, by message; an end that was
 * not expected ends the process.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { AnswerReader } from '../support/answer-reader.ts';
import { type ConnectingOrder, connectingOrderSchema, type ConnectingReport } from '../support/connecting-protocol.ts';
import { cpuTimeMs } from '../support/cpu-time.ts';
import { oneClient, requestsOf } from '../support/traffic.ts';

const secureContext = createSecureContext();
const [request = ''] = requestsOf({ ...oneClient, secret: 'wrong' });
const refusedStatus = 401;
const patienceMs = 5000;

process.on('message', (message) => void follow(connectingOrderSchema.parse(message)));
process.once('disconnect', () => process.exit(0));

async function follow(order: ConnectingOrder): Promise<void> {
  const before = { servedMs: cpuTimeMs(order.servedPid), ownMs: cpuTimeMs(process.pid), atMs: performance.now() };
  const endsAtMs = before.atMs + order.durationMs;
  const open = order.expected === 'closed' ? closed : answered;
  let connections = 0;
  const client = async (): Promise<void> => {
    while (connections < order.maxConnections && performance.now() < endsAtMs) {
      connections += 1;
      await open(order.port);
      await pause(order.restMs);
    }
  };
  await Promise.all(Array.from({ length: order.clients }, client));
  const elapsedMs = performance.now() - before.atMs;
  const report: ConnectingReport = {
    connections,
    elapsedMs,
    servedMs: cpuTimeMs(order.servedPid) - before.servedMs,
    ownShare: (cpuTimeMs(process.pid) - before.ownMs) / elapsedMs,
  };
  process.send?.(report);
}

/** Resolves when the gateway has closed the connection, on which nothing was sent; rejects where there is an answer. */
function closed(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = bounded(connect({ host: '127.0.0.1', port }), reject);
    socket.once('data', () => reject(new Error('expected a connection that is closed without a word')));
    socket.once('close', () => resolve());
  });
}

/** Resolves when the request was refused; rejects where it was not answered so. */
function answered(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader = new AnswerReader();
    const target = { host: '127.0.0.1', port, secureContext, rejectUnauthorized: false };
    const socket = bounded(
      connectTls(target, () => socket.write(request)),
      reject,
    );
    let status: number | undefined;
    socket.on('data', (chunk: Buffer) => {
      status = reader.read(chunk)?.status;
      if (status !== undefined) socket.destroy();
    });
    socket.once('close', () => {
      if (status === refusedStatus) resolve();
      else reject(new Error(`expected status ${refusedStatus}, found ${status ?? 'no answer'}`));
    });
  });
}

function bounded(socket: Socket, reject: (error: Error) => void): Socket {
  socket.once('error', reject);
  return socket.setTimeout(patienceMs, () => socket.destroy(new Error(`the gateway did nothing for ${patienceMs} ms`)));
}
