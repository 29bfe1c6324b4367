import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readProjectFile } from '../support/source-files.ts';
import { until } from '../support/until.ts';

/** The program as it is shipped. */
const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function runUnder(version: string, ...argv: readonly string[]) {
  const preload = join(temporaryFolder(), 'version.cjs');
  const versions = JSON.stringify({ node: version });
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: ${versions} }); Object.defineProperty(process, 'version', { value: 'v${version}' });`,
  );
  return spawnSync(process.execPath, ['--require', preload, main, ...argv], { encoding: 'utf8' });
}

describe('under a Node below the floor', () => {
  test.each([
    ['20.18.3', ['--version']],
    ['18.20.4', ['serve', '--config', 'none.yaml']],
    ['16.20.2', ['demo', '--once']],
    ['12.22.12', ['bans', 'list', '--config', 'none.yaml']],
    ['9.11.2', []],
  ])('%s every command ends with one line and 78: %j', (version, argv) => {
    const { status, stdout, stderr } = runUnder(version, ...argv);

    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toBe(
      `hearthgate: Node 20.19 or newer is needed, and ${process.execPath} is v${version}; install a newer one\n`,
    );
  });

  test.each(['20.19.0', '22.0.0', '100.0.0'])('but not under %s', (version) => {
    expect(runUnder(version, '--version')).toMatchObject({ status: 0, stderr: '' });
  });

  test('the entry loads nothing before it has looked, and has no syntax that an old Node does not know', () => {
    const entry = readFileSync(main, 'utf8');

    expect(entry).not.toMatch(/^\s*import\b(?!\()/m);
    expect(entry).not.toMatch(/^(?:const .*|let .*)?\bawait\b/m);
    expect(entry).not.toMatch(/\?\.|\?\?|\|\|=|&&=|#\w+\s*[=(;]|\bstatic\b/);
  });

  test('the floor is that of package.json', () => {
    const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(readProjectFile('package.json')));
    const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];

    expect(readProjectFile('src/cli/main.ts')).toContain(`{ major: ${major}, minor: ${minor} }`);
  });
});

interface Starting {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown[]>;
  readonly log: () => string;
}

function serve(file: string): Starting {
  const child = spawn(process.execPath, [main, 'serve', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => void (log += chunk.toString()));
  return { child, exited: once(child, 'exit'), log: () => log };
}

const rest = 'listen: [{ port: 0, plaintext: true }]\nclients: { allow: [127.0.0.1] }\naudit: { file: /dev/null }\n';

describe('a signal while the gateway starts', () => {
  test('SIGHUP ends nothing, however early it comes', async () => {
    // The configuration is a pipe: until something is written into it the start goes no further.
    const file = join(temporaryFolder(), 'gateway.yaml');
    spawnSync('/usr/bin/mkfifo', [file]);
    const { child, exited, log } = serve(file);
    const pipe = await open(file, 'w');

    child.kill('SIGHUP');
    await pipe.writeFile(`${rest}panels: [{ url: "http://127.0.0.1:9", state: { files: . } }]\n`);
    await pipe.close();

    await until(() => log().includes('"listening"'));
    child.kill('SIGHUP');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s is obeyed while a panel is waited for', async (signal) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'key'), `${'A'.repeat(20)}:${'b'.repeat(40)}`, { mode: 0o600 });
    // It takes the connection and never answers.
    const panel = createServer();
    onTestFinished(() => void panel.close());
    const asked = once(panel, 'connection');
    await new Promise<void>((resolve) => void panel.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(panel.address());
    const file = join(folder, 'gateway.yaml');
    writeFileSync(file, `${rest}panels: [{ url: "http://127.0.0.1:${port}", state: { api: { accessKeyFile: key } } }]\n`);
    const { child, exited, log } = serve(file);
    await asked;

    child.kill(signal);

    expect(await exited).toEqual([0, null]);
    expect(log()).not.toContain('"listening"');
    expect(log()).toContain('"stopped"');
  });
});
