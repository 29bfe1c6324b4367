import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';

/** The program as it is shipped: built, in a process of its own. */
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder = '';
const processes = new Set<ChildProcess>();
const sockets = new Set<Socket>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearthgate-main-'));
});

afterEach(() => {
  for (const child of processes) child.kill('SIGKILL');
  for (const socket of sockets) socket.destroy();
});

afterAll(() => rm(folder, { recursive: true }));

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number | null>;
}

function start(...argv: string[]): Started {
  const child = spawn(process.execPath, [main, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  processes.add(child);
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
  const ended = once(child, 'close').then(() => child.exitCode);
  return { child, out: () => text.out, err: () => text.err, ended };
}

/** Starts a gateway on a free port and waits until it says where it listens. */
async function startGateway(): Promise<Started & { readonly url: URL }> {
  const file = join(folder, 'gateway.yaml');
  await writeFile(
    file,
    'listen: [{ port: 0, plaintext: true }]\nclients: { allow: [127.0.0.1] }\npanels: [{ url: http://127.0.0.1:9, state: { files: . } }]\n',
  );
  const started = start('serve', '--config', file);
  const listening = (): LogLine | undefined => linesOf(started.err()).find((line) => line.msg === 'listening');
  await until(() => listening() !== undefined);
  return { ...started, url: new URL(listening()?.urls?.[0] ?? '') };
}

interface LogLine {
  readonly msg: string;
  readonly urls?: readonly string[];
}

function linesOf(text: string): LogLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line): LogLine => JSON.parse(line));
}

test('the program knows its version and what it cannot do', async () => {
  const [version, unknown] = [start('--version'), start('fly')];

  expect([await version.ended, await unknown.ended]).toEqual([0, 64]);
  expect(version.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(unknown.err()).toBe('hearthgate: unknown command "fly"; see hearthgate --help\n');
});

test('a digest is made of what comes in by a pipe', () => {
  const { status, stdout } = spawnSync(process.execPath, [main, 'digest'], { input: 'horse\n', encoding: 'utf8' });

  expect({ status, stdout }).toEqual({ status: 0, stdout: `${createHash('sha256').update('horse').digest('hex')}\n` });
});

test.each(['SIGTERM', 'SIGINT'] as const)('the gateway listens, answers, and stops with code 0 at %s', async (signal) => {
  const { child, err, ended, url } = await startGateway();

  const answer = await fetch(new URL('/api/', url));
  child.kill(signal);

  expect(answer.headers.get('hestia-exit-code')).not.toBeNull();
  expect(await ended).toBe(0);
  expect(linesOf(err()).at(-1)?.msg).toBe('stopped');
});

test('a hang-up ends nothing', async () => {
  const { child, url } = await startGateway();

  child.kill('SIGHUP');

  expect((await fetch(new URL('/api/', url))).headers.get('x-request-id')).not.toBeNull();
});

test('a second signal ends the gateway at once, whatever is in flight', async () => {
  const { child, err, ended, url } = await startGateway();
  const socket = connect(Number(url.port), '127.0.0.1');
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.write('POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n');
  const [goOn] = await once(socket, 'data');

  child.kill('SIGTERM');
  await expect.poll(() => err()).toMatch(/stopping/);
  child.kill('SIGTERM');

  expect(String(goOn)).toMatch(/^HTTP\/1\.1 100 /);
  expect(await ended).toBe(143);
  expect(linesOf(err()).map((line) => line.msg)).not.toContain('stopped');
});
