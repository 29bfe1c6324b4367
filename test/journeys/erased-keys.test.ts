import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startChainWith } from '../../src/observe/chain/chain-folder.ts';
import { keyOfFirstLine, keyOfNextLine } from '../../src/observe/chain/chain-key.ts';
import { until } from '../support/until.ts';

// Whoever gets into the gateway reads its memory, too: with the key of a run, or of a line that is written, he could write those lines anew.

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const pieceBytes = 8 * 1024 * 1024;

/** How often each of these is in the memory of a process. */
function timesInMemory(pid: number, wanted: readonly Buffer[]): readonly number[] {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    const counts = wanted.map(() => 0);
    for (const bytes of piecesOf(pid, memory))
      for (const [index, each] of wanted.entries()) counts[index] = (counts[index] ?? 0) + timesIn(bytes, each);
    return counts;
  } finally {
    closeSync(memory);
  }
}

function* piecesOf(pid: number, memory: number): Generator<Buffer> {
  for (const map of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(map) ?? [];
    const [begin, end] = [parseInt(from, 16), parseInt(to, 16)];
    for (let at = begin; at < end; at += pieceBytes) yield readAt(memory, at, Math.min(pieceBytes, end - at));
  }
}

function timesIn(bytes: Buffer, wanted: Buffer): number {
  let count = 0;
  for (let found = bytes.indexOf(wanted); found !== -1; found = bytes.indexOf(wanted, found + 1)) count += 1;
  return count;
}

function readAt(memory: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  try {
    return bytes.subarray(0, readSync(memory, bytes, 0, length, at));
  } catch {
    // Gone meanwhile, or one that the system lets nobody read.
    return Buffer.alloc(0);
  }
}

test.skipIf(process.platform !== 'linux')('no key of what is written is in the memory of the gateway', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearthgate-erased-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'data'));
  writeFileSync(
    join(folder, 'gateway.yaml'),
    'data: data\nlisten: [{ port: 0, plaintext: true }]\naudit: { file: audit.log }\nclients: { allow: [127.0.0.1] }\n' +
      'panels: [{ url: "http://127.0.0.1:9", state: { files: . } }]\n',
  );
  let secret: Buffer = Buffer.alloc(0);
  let firstLine: Buffer = Buffer.alloc(0);
  startChainWith(join(folder, 'data'), (key) => {
    secret = Buffer.from(key.secret);
    firstLine = keyOfFirstLine(key);
  });
  const child = spawn(process.execPath, [main, 'serve', '--config', join(folder, 'gateway.yaml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  await until(() => err.includes('"listening"'));
  const [, port = ''] = /"http:\/\/[^"]*:(\d+)"/.exec(err) ?? [];
  await fetch(`http://127.0.0.1:${port}/api/`).then((answer) => answer.text());
  expect(readFileSync(join(folder, 'audit.log'), 'latin1').trimEnd().split('\n')).toHaveLength(2);
  const secondLine = keyOfNextLine(firstLine);
  const next = keyOfNextLine(secondLine);
  const wanted = [secret, Buffer.from(secret.toString('hex')), firstLine, secondLine, next];
  const [ofRun, ofRunAsText, ofFirst, ofSecond, ofNext] = timesInMemory(child.pid ?? 0, wanted);
  expect({ ofRun, ofRunAsText, ofFirst, ofSecond }).toEqual({ ofRun: 0, ofRunAsText: 0, ofFirst: 0, ofSecond: 0 });
  expect(ofNext).toBeGreaterThan(0);
});
