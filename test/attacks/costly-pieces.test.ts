/*
 * The story: a body is as long as an honest one, and comes in as many pieces as it has lines, or bytes: chunks of 64 bytes, records of TLS of
 * 72. The gateway is woken for each record and takes each chunk by itself, which costs many times what the bytes do.
 *
 * What must hold: a body costs at most twice what it costs in large chunks, and three times what it costs in large records; and a script that
 * writes a zone line by line is served.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { type AttackedGateway, startAttackedGateway } from '../support/attacked-gateway.ts';
import { type Costly, dearerThan } from '../support/dearer-than.ts';
import { handOver } from '../support/hand-over.ts';
import { sendRaw } from '../support/http-client.ts';
import { propertyRuns } from '../support/property-runs.ts';

const formType = 'application/x-www-form-urlencoded';
const login = `access_key=AKIDAKIDAKIDAKIDAKID&secret_key=${'w'.repeat(40)}&cmd=v-make-tmp-file&arg2=zone&arg1=`;
const lines = Array.from({ length: 40_000 }, (_, index) =>
  encodeURIComponent(`host-${10_000 + index}\t14400\tIN\tA\t192.0.2.99\n`),
);
const body = Buffer.from(`${login}${lines.join('')}`).subarray(0, 1_000_000);
const head = `POST /api/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${formType}\r\n`;
const unlimited = { calls: 1_000_000, per: '1m' };
const unlimitedFailures = { attempts: 1_000_000, per: '10m' };
const settings = {
  limits: {
    address: unlimited,
    key: unlimited,
    failures: { pair: unlimitedFailures, address: unlimitedFailures, key: unlimitedFailures },
  },
};

it('a body in small chunks costs at most twice one in large chunks', { timeout: 300_000 }, async () => {
  const gateway = await startAttackedGateway(settings);
  const inChunks = (bytes: number): Costly => {
    const request = Buffer.concat([Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`), ...chunksOf(body, bytes)]);
    return { what: `chunks of ${bytes} bytes`, gateway, send: () => sendRaw(gateway.url, request) };
  };
  const others = some([42, 256, 16, 64, 200, 512, 1024]).map(inChunks);
  expect(await dearerThan(2, { honest: inChunks(65_536), others })).toEqual([]);
});

// TLS itself takes each record by itself, whoever reads it.
it('a body in small records of TLS costs at most three times one in large records', { timeout: 300_000 }, async () => {
  const gateway = await startOverTls();
  const inRecords = (bytes: number): Costly => ({
    what: `records of ${bytes} bytes`,
    gateway,
    send: () => sendRecords(gateway.url, bytes),
  });
  const others = some([72, 256, 42, 1024]).map(inRecords);
  expect(await dearerThan(3, { honest: inRecords(16_384), others })).toEqual([]);
});

it('a zone of 168,000 bytes that is written line by line is read', { timeout: 60_000 }, async () => {
  const gateway = await startAttackedGateway(settings);
  for (const bytes of [42, 60, 80, 120]) {
    const zone = lines.slice(0, 168_000 / bytes).map((line) => line.padEnd(bytes, 'x').slice(0, bytes));
    expect(await writtenInLines(gateway.url, [login, ...zone])).toBe(401);
  }
});

it('records of TLS that hold many lines each are read', { timeout: 60_000 }, async () => {
  const gateway = await startOverTls();
  const zone = chunksOf(Buffer.from(`${login}${lines.slice(0, 3000).join('')}`), 50);
  expect(await overTls(gateway.url, [`${head}Transfer-Encoding: chunked\r\n\r\n`, Buffer.concat(zone)])).toBe('401');
});

/** The first two, and more where properties are tried more often. */
function some(sizes: readonly number[]): readonly number[] {
  return sizes.slice(0, Math.max(2, propertyRuns(sizes.length)));
}

function chunksOf(whole: Buffer, bytes: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < whole.length; at += bytes) {
    const chunk = whole.subarray(at, at + bytes);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return [...chunks, Buffer.from('0\r\n\r\n')];
}

/** @returns the status */
function writtenInLines(url: string, texts: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL('/api/', url), { method: 'POST', agent: false, headers: { 'content-type': formType } });
    request.once('error', reject).once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    for (const text of texts) request.write(text);
    request.end();
  });
}

async function startOverTls(): Promise<AttackedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'costly-pieces-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['panel.crt', 'panel.key'])
    copyFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), join(folder, name));
  handOver(folder);
  const tls = { cert: join(folder, 'panel.crt'), key: join(folder, 'panel.key') };
  return startAttackedGateway({ ...settings, listen: [{ host: '127.0.0.1', port: 0, tls }] });
}

function sendRecords(url: string, bytes: number): Promise<string> {
  const records = Array.from({ length: Math.ceil(body.length / bytes) }, (_, index) =>
    body.subarray(index * bytes, (index + 1) * bytes),
  );
  return overTls(url, [`${head}Content-Length: ${body.length}\r\n\r\n`, ...records]);
}

/** Each text is written once the one before has gone, so that it is a record of its own. Resolves with the status, once the connection has ended. */
function overTls(url: string, texts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), rejectUnauthorized: false });
    let answer = '';
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => (answer += data.toString('latin1')));
    // A reset ends what is left of a body that has been answered.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve(answer.slice(9, 12)));
    let next = 0;
    const write = (): void => {
      const text = texts[next];
      next += 1;
      if (text !== undefined && answer === '' && socket.writable) socket.write(text, write);
    };
    socket.once('secureConnect', write);
  });
}
