import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { verify } from '../../src/cli/audit/verify/verify.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';
import { until } from '../support/until.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-killed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['logs', 'data']) mkdirSync(join(folder, name));
  writeFileSync(
    join(folder, 'gateway.yaml'),
    'data: data\nlisten: [{ port: 0, plaintext: true }]\naudit: { file: logs/audit.log }\nclients: { allow: [127.0.0.1] }\n' +
      'panels: [{ url: "http://127.0.0.1:9", state: { files: . } }]\n',
  );
});

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly err: () => string;
}

async function start(): Promise<Running> {
  const args = [main, 'serve', '--config', join(folder, 'gateway.yaml')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    appendFileSync(join(folder, 'anchors.log'), chunk);
  });
  await until(() => err.includes('"listening"'));
  const [, port] = /"http:\/\/[^"]*:(\d+)"/.exec(err) ?? [];
  return { child, port: Number(port), err: () => err };
}

const auditFile = (): string => join(folder, 'logs/audit.log');
const lineCount = (): number => readFileSync(auditFile(), 'latin1').split('\n').length;

/** Refusals as fast as they are answered, each of another reason's line, until the gateway is gone. */
async function load(port: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const one = async (method: string): Promise<boolean> =>
    new Promise((resolve) => {
      const asked = request({ port, host: '127.0.0.1', agent, path: '/api/', method }, (answer) => {
        answer.resume().once('end', () => resolve(true));
        answer.once('error', () => resolve(false));
      });
      asked.once('error', () => resolve(false)).end();
    });
  const client = async (method: string): Promise<void> => {
    while (await one(method));
  };
  await Promise.all(['GET', 'PUT', 'POST', 'DELETE', 'GET', 'POST'].map(client));
  agent.destroy();
}

async function verified(): Promise<{ code: number; wrong: readonly unknown[]; notes: readonly string[] }> {
  const terminal = captureTerminal();
  const options = { key: join(folder, 'data/audit.key'), anchors: [join(folder, 'anchors.log')], json: true, config: '' };
  const code = await verify({ file: [auditFile()], ...options }, terminal);
  const { remarks }: { readonly remarks: readonly { readonly kind: string; readonly text: string }[] } = JSON.parse(
    terminal.out(),
  );
  return {
    code,
    wrong: remarks.filter(({ kind }) => kind !== 'note'),
    notes: remarks.filter(({ kind }) => kind === 'note').map(({ text }) => text),
  };
}

test('a gateway that is killed under load, again and again, leaves a log that is proven', async () => {
  for (let round = 0; round < 4; round += 1) {
    const before = round === 0 ? 0 : lineCount();
    const { child, port } = await start();
    const loaded = load(port);
    await until(() => lineCount() > before + 25);
    child.kill('SIGKILL');
    await once(child, 'close');
    await loaded;
    // A kill in the middle of a write leaves a part of a line: here it is made sure of.
    if (round % 2 === 0) truncateSync(auditFile(), readFileSync(auditFile()).length - 9);
  }
  const { child } = await start();
  child.kill('SIGTERM');
  await once(child, 'close');
  const { code, wrong, notes } = await verified();
  expect({ code, wrong }).toEqual({ code: 0, wrong: [] });
  expect(notes.filter((text) => text.includes('was killed, or the power went, in the middle of this line'))).toHaveLength(2);
  expect(notes.filter((text) => text.includes('was not ended in order'))).toHaveLength(4);
});

test('two gateways at once in one folder and one file, as at a hand-over, are two runs', async () => {
  const one = await start();
  writeFileSync(
    join(folder, 'gateway.yaml'),
    readFileSync(join(folder, 'gateway.yaml'), 'utf8').replace(
      'panels:',
      'store: { redis: { url: "redis://127.0.0.1:1" } }\npanels:',
    ),
  );
  // With counters in Redis a second one shares the folder.
  const other = await start();
  const loads = [load(one.port), load(other.port)];
  await until(() => lineCount() > 60);
  for (const { child } of [one, other]) {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  await Promise.all(loads);
  const { code, wrong } = await verified();
  expect({ code, wrong }).toEqual({ code: 0, wrong: [] });
  const text = readFileSync(auditFile(), 'latin1');
  expect(text.match(/"event":"stopped"/g)).toHaveLength(2);
});
