import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from './capture-terminal.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearthgate-cli-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function configured(text: string): Promise<string> {
  const file = join(folder, 'gateway.yaml');
  await writeFile(file, text);
  return file;
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

function pair(cert: string, key: string, hosts: string): string {
  return `{ cert: ${fixture(`${cert}.crt`)}, key: ${fixture(`${key}.key`)}, hosts: [${hosts}] }`;
}

function listeningWith(tls: string): string {
  return `listen: [{ port: 0, tls: ${tls} }]\nclients: { allow: [127.0.0.1] }\npanels: [{ state: { files: . } }]\nlog: { level: error }\n`;
}

describe('help and version', () => {
  test.each([['--help'], ['-h']])('%s tells what there is', async (argument) => {
    const terminal = captureTerminal();

    expect(await run([argument], terminal)).toBe(0);
    expect(terminal.out()).toMatch(
      /serve \[--config FILE\][^]*check \[--no-files\][^]*collect --from[^]*digest[^]*bans[^]*limits[^]*demo/,
    );
    expect(terminal.err()).toBe('');
  });

  test.each([
    ['serve', '--help'],
    ['check', '-h'],
    ['collect', '--help'],
    ['digest', '-h'],
    ['bans', '--help'],
    ['bans', 'add', '-h'],
    ['limits', '--help'],
    ['demo', '--help'],
    ['help', '--help'],
  ])('%s %s tells of that command alone', async (command, ...more) => {
    const terminal = captureTerminal();

    expect(await run([command, ...more], terminal)).toBe(0);
    expect(new Set(terminal.out().match(/^ {2}hearthgate \w+/gm))).toEqual(new Set([`  hearthgate ${command}`]));
  });

  test('the version is the one of the package', async () => {
    const terminal = captureTerminal();
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(await run(['--version'], terminal)).toBe(0);
    expect(terminal.out()).toBe(`${manifest.version}\n`);
  });
});

describe('a command line that cannot be followed is answered in one line, with code 64', () => {
  test.each([
    [[], 'hearthgate: expected a command; see hearthgate --help\n'],
    [['server'], 'hearthgate: unknown command "server"; did you mean "serve"? See hearthgate --help\n'],
    [['chekc'], 'hearthgate: unknown command "chekc"; did you mean "check"? See hearthgate --help\n'],
    [['limit'], 'hearthgate: unknown command "limit"; did you mean "limits"? See hearthgate --help\n'],
    [['hlep'], 'hearthgate: unknown command "hlep"; did you mean "help"? See hearthgate --help\n'],
    [['help', 'me'], 'hearthgate: unknown command "me"; see hearthgate help --help\n'],
    [['bans', 'lst'], 'hearthgate: unknown command "bans lst"; did you mean "bans list"? See hearthgate bans --help\n'],
    [
      ['bans', 'add', '--fro', '1h'],
      'hearthgate: unknown option \'--fro\'; did you mean "--for"? See hearthgate bans add --help\n',
    ],
    [
      ['bans', 'add', '192.0.2.1', '--for', '1h', '--for', '2h', '--config', 'a'],
      'hearthgate: bans add takes --for once; see hearthgate bans add --help\n',
    ],
    [['bans', 'list', 'a\nb', '--config', 'a'], "hearthgate: unexpected argument 'a\\x0ab'; see hearthgate bans list --help\n"],
    [['version'], 'hearthgate: unknown command "version"; did you mean "--version"? See hearthgate --help\n'],
    [['-v'], 'hearthgate: unknown option "-v"; did you mean "--version"? See hearthgate --help\n'],
    [['--verison'], 'hearthgate: unknown option "--verison"; did you mean "--version"? See hearthgate --help\n'],
    [['-c', 'a'], 'hearthgate: unknown option "-c"; did you mean "serve --config"? See hearthgate --help\n'],
    [['serve', '-c', 'a'], 'hearthgate: unknown option \'-c\'; did you mean "--config"? See hearthgate serve --help\n'],
    [['check', '--confg', 'a'], 'hearthgate: unknown option \'--confg\'; did you mean "--config"? See hearthgate check --help\n'],
    [
      ['bans', 'list', '-c', 'a'],
      'hearthgate: unknown option \'-c\'; did you mean "--config"? See hearthgate bans list --help\n',
    ],
    [['collect', '-t', 'a'], 'hearthgate: unknown option \'-t\'; did you mean "--to"? See hearthgate collect --help\n'],
    [['collect', '-f', 'a'], "hearthgate: unknown option '-f'; see hearthgate collect --help\n"],
    [['--verbose'], 'hearthgate: unknown option "--verbose"; see hearthgate --help\n'],
    [['a\nb'], 'hearthgate: unknown command "a\\nb"; see hearthgate --help\n'],
    [['--version', 'now'], 'hearthgate: unexpected argument "now"; see hearthgate --help\n'],
    [['serve', '--config'], "hearthgate: option '--config <value>' argument missing; see hearthgate serve --help\n"],
    [['serve', '--config', 'a', '--config', 'b'], 'hearthgate: serve takes --config once; see hearthgate serve --help\n'],
    [['serve', '--conf', 'a'], "hearthgate: unknown option '--conf'; see hearthgate serve --help\n"],
    [['serve', 'file'], "hearthgate: unexpected argument 'file'; see hearthgate serve --help\n"],
    [['collect'], 'hearthgate: collect needs --from DIR and --to FILE, once each; see hearthgate collect --help\n'],
    [
      ['collect', '--from', 'a'],
      'hearthgate: collect needs --from DIR and --to FILE, once each; see hearthgate collect --help\n',
    ],
    [
      ['collect', '--from', 'a', '--to', 'b', '--to', 'c'],
      'hearthgate: collect needs --from DIR and --to FILE, once each; see hearthgate collect --help\n',
    ],
    [
      ['collect', '--from', '', '--to', 'b'],
      'hearthgate: collect needs --from DIR and --to FILE, once each; see hearthgate collect --help\n',
    ],
    [['digest', 'horse'], "hearthgate: unexpected argument 'horse'; see hearthgate digest --help\n"],
    [['demo', '--twice'], "hearthgate: unknown option '--twice'; see hearthgate demo --help\n"],
  ])('%j', async (argv, message) => {
    const terminal = captureTerminal();

    expect(await run(argv, terminal)).toBe(64);
    expect(terminal.err()).toBe(message);
    expect(terminal.out()).toBe('');
  });
});

test.each(['serve', 'check', 'explain', 'ready', 'status', 'reload'])(
  '%s takes the configuration from its usual place',
  async (command) => {
    const terminal = captureTerminal();

    expect(await run([command, '--help'], terminal)).toBe(0);
    expect(terminal.out()).toMatch(/--config FILE +the configuration[^(]*\(default:\s+\/etc\/hearthgate\/gateway\.yaml\)/);
  },
);

describe('serve', () => {
  test('tells every fault of the configuration and ends with code 78', async () => {
    const file = await configured('clients: { allow: [192.0.2.1] }\npanels: [{ urll: x }]\nlog: { level: "${LEVEL}" }\n');
    const terminal = captureTerminal({ LEVEL: 'loud' });

    expect(await run(['serve', '--config', file], terminal)).toBe(78);
    expect(terminal.err()).toBe(
      [
        `${file} has 2 problems:`,
        '  line 2, column 12: panels[0].urll: unknown key; did you mean "url"?',
        '  line 3, column 15: log.level: expected debug, info, warn or error, found the value of ${LEVEL}',
        '',
      ].join('\n'),
    );
  });

  test('ends with code 78 where the file cannot be read, and says what to do', async () => {
    const terminal = captureTerminal();

    expect(await run(['serve', `--config=${join(folder, 'none.yaml')}`], terminal)).toBe(78);
    expect(terminal.err()).toMatch(/there is no such file; name the one that you mean with --config\n$/);
  });

  test('ends with code 71 where the port is taken, and names it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const file = await configured(
      `listen: [{ port: ${port}, plaintext: true }]\nclients: { allow: [127.0.0.1] }\npanels: [{ state: { files: . } }]\nlog: { level: error }\n`,
    );
    const terminal = captureTerminal();

    const code = await run(['serve', '--config', file], terminal);
    other.close();

    expect(terminal.err()).toBe(`hearthgate: 127.0.0.1:${port} is in use by another program; end it, or change listen[].port\n`);
    expect(code).toBe(71);
  });

  test('ends with code 71 where a certificate is missing or is none, and names what to change', async () => {
    const missing = captureTerminal();
    const bad = captureTerminal();

    const codes = [
      await run(['serve', '--config', await configured(listeningWith('{ cert: none.pem, key: none.pem }'))], missing),
      await run(['serve', '--config', await configured(listeningWith('{ cert: gateway.yaml, key: gateway.yaml }'))], bad),
    ];

    expect(codes).toEqual([71, 71]);
    expect(missing.err()).toBe(
      `hearthgate: ${join(folder, 'none.pem')} does not exist; correct the path in the configuration (listen[0].tls.cert, listen[0].tls.key)\n`,
    );
    expect(bad.err()).toMatch(/^hearthgate: a certificate or key in listen\[\]\.tls cannot be used: /);
  });

  test('ends with code 71 where a key is not the one of its certificate, and names each such pair with its setting', async () => {
    const pairs = [pair('panel', 'panel', ''), pair('rsa', 'panel', 'b.test'), pair('panel', 'other', 'c.test')];
    const terminal = captureTerminal();

    const file = await configured(listeningWith(`{ certificates: [${pairs.join(', ')}] }`));

    expect(await run(['serve', '--config', file], terminal)).toBe(71);
    expect(terminal.err()).toMatch(
      /^hearthgate: .*: listen\[0\]\.tls\.certificates\[1\]: the key in \S+panel\.key .* in \S+rsa\.crt .*; listen\[0\]\.tls\.certificates\[2\]: the key in \S+other\.key .*\n$/,
    );
    expect(terminal.err()).not.toContain('certificates[0]');
  });

  test("ends with code 71 where the panel's certificate and its key do not belong together", async () => {
    await mkdir(join(folder, 'ssl'));
    await copyFile(fixture('rsa.crt'), join(folder, 'ssl', 'certificate.crt'));
    await copyFile(fixture('panel.key'), join(folder, 'ssl', 'certificate.key'));
    const terminal = captureTerminal();

    expect(await run(['serve', '--config', await configured(listeningWith('panel'))], terminal)).toBe(71);
    expect(terminal.err()).toMatch(/listen\[0\]\.tls: the key in \S+ssl\/certificate\.key \(ec \S+\) is not the key of/);
  });
});

describe('collect and digest', () => {
  test('digest takes the secret from standard input', async () => {
    const terminal = captureTerminal({}, 'horse\n');

    expect(await run(['digest'], terminal)).toBe(0);
    expect(terminal.out()).toBe(`${createHash('sha256').update('horse').digest('hex')}\n`);
  });

  test('collect reads from one place and tells what it cannot read', async () => {
    const terminal = captureTerminal();
    const missing = join(folder, 'no-panel');

    expect(await run(['collect', '--from', missing, '--to', join(folder, 'state.json')], terminal)).toBe(71);
    expect(terminal.err()).toContain(missing);
  });
});
