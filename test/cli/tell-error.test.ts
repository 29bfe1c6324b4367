import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from './capture-terminal.ts';

// Whatever goes wrong in a command, it ends with a sentence and a documented code, never with a stack.

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-errors-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** @param admin of a gateway that does not run */
function configured(admin: string): string {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, `admin: ${admin}\nclients: { allow: [127.0.0.1] }\npanels: [{ state: { files: . } }]\n`);
  return file;
}

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** The program as it is shipped. */
function hearthgate(argv: readonly string[], stdio: readonly ('ignore' | 'pipe' | number)[] = ['ignore', 'pipe']): Ended {
  const [input = 'ignore', output = 'pipe'] = stdio;
  const env = { ...process.env, TMPDIR: join(folder, 'none') };
  const { status, stderr } = spawnSync(process.execPath, [main, ...argv], {
    stdio: [input, output, 'pipe'],
    env,
    encoding: 'utf8',
  });
  return { status, stderr: stderr.replaceAll(folder, 'HERE') };
}

const asking = [
  ['bans', 'list'],
  ['bans', 'add', '192.0.2.1'],
  ['bans', 'remove', '192.0.2.1'],
  ['limits', 'show', '192.0.2.1'],
];

describe.each(asking)('%s %s %s', (...command) => {
  const args = command.filter((arg) => arg !== undefined);

  test.each([
    ['is missing', () => undefined, /^hearthgate: HERE\/token does not exist; correct the path/],
    ['is a folder', (path: string) => mkdirSync(path), /^hearthgate: HERE\/token is a folder; name a file/],
    ['is too short', (path: string) => writeFileSync(path, 'short'), /^hearthgate: HERE\/token: expected a token of at least 16/],
    [
      'is empty',
      (path: string) => writeFileSync(path, ''),
      /^hearthgate: HERE\/token: expected a token of at least 16 characters, found an empty file; make one: openssl/,
    ],
  ] as const)('ends with a sentence and 71 where the token file %s', async (_, make, sentence) => {
    make(join(folder, 'token'));
    const terminal = captureTerminal();

    const code = await run([...args, '--config', configured('{ host: 127.0.0.1, port: 9, tokenFile: token }')], terminal);

    expect(terminal.err().replaceAll(folder, 'HERE')).toMatch(sentence);
    expect(terminal.err().split('\n')).toHaveLength(2);
    expect(code).toBe(71);
  });
});

test('an error that nobody foresaw is one sentence with its place, and 70', async () => {
  const terminal = captureTerminal();
  const broken = new Proxy(terminal, {
    get: (target, name) => {
      if (name === 'stdin') throw new TypeError('horse\nbattery');
      return Reflect.get(target, name);
    },
  });

  expect(await run(['digest'], broken)).toBe(70);
  expect(terminal.err()).toMatch(
    /^hearthgate: unexpected error: horse battery \([^\n]*tell-error\.test\.ts:\d+:\d+\)+; report it as a bug\n$/,
  );
});

test('digest says where standard input cannot be read', async () => {
  const terminal = captureTerminal();
  const stdin = new Readable({
    read() {
      this.destroy(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }));
    },
  });

  expect(await run(['digest'], { ...terminal, stdin })).toBe(71);
  expect(terminal.err()).toMatch(/^hearthgate: standard input cannot be read \(EIO\); give it by a pipe/);
});

describe('the program', () => {
  test('says where standard input is open for writing alone', () => {
    const input = openSync(join(folder, 'output'), 'w');

    expect(hearthgate(['digest'], [input, 'pipe'])).toEqual({
      status: 71,
      stderr: expect.stringMatching(/^hearthgate: standard input cannot be read \(EBADF\); [^\n]*\n$/),
    });
  });

  test.each([['demo'], ['demo', '--once']])('says where %s %s finds no folder for temporary files', (...args) => {
    expect(hearthgate(args)).toEqual({
      status: 71,
      stderr: 'hearthgate: no temporary folder can be made: HERE/none does not exist; name another in TMPDIR\n',
    });
  });

  test('says where its output is full', () => {
    expect(hearthgate(['--help'], ['ignore', openSync('/dev/full', 'w')])).toEqual({
      status: 71,
      stderr: expect.stringMatching(/^hearthgate: [^\n]* does not fit on its disk; make room on its disk\n$/),
    });
  });

  test.each([
    ['check', '--config', 'none.yaml'],
    ['serve', '--config', 'none.yaml'],
    ['bans', 'list', '--config', 'none.yaml'],
    ['limits', 'show', '192.0.2.1', '--config', 'none.yaml'],
  ])('says of %s that its configuration is missing', (...args) => {
    const { status, stderr } = hearthgate(args);

    expect(status).toBe(78);
    expect(stderr).toMatch(/^none\.yaml has 1 problem:\n {2}there is no such file; name the one that you mean with --config\n$/);
  });
});
