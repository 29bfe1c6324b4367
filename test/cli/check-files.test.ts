import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { byHand } from '../state/followed-static.ts';
import { makePanelFolder } from '../support/panel-folder.ts';
import { captureTerminal } from './capture-terminal.ts';

// `check` looks at every file that the configuration names, and a start tells all of them at once that it cannot do without.

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const fixture = (name: string): string => new URL(`../fixtures/tls/${name}`, import.meta.url).pathname;

const configuration = `
data: bans
admin: { host: 127.0.0.1, port: 9180, tokenFile: token }
listen: [{ port: 8443, tls: { cert: gateway.crt, key: gateway.key } }]
store: { redis: { url: "rediss://127.0.0.1", passwordFile: password, caFile: redis.pem } }
clients: { allow: [192.0.2.1], denyFile: deny.list }
audit: { file: logs/audit.log, authLog: logs/auth.log }
panels:
  - { name: a, hosts: [a.test], url: "https://a.test", tls: { ca: a.pem }, state: { static: a.json } }
  - { name: b, hosts: [b.test], state: { api: { accessKeyFile: b.key } }, tls: { verify: none } }
  - { name: c, hosts: [c.test], state: { files: panel }, tls: { verify: none } }
`;

function write(name: string, content: string, mode = 0o600): void {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
}

/** Everything that the configuration names, as it should be. */
async function makeAll(): Promise<void> {
  const panel = await makePanelFolder();
  onTestFinished(panel.remove);
  symlinkSync(panel.root, join(folder, 'panel'));
  for (const name of ['bans', 'logs']) mkdirSync(join(folder, name));
  copyFileSync(fixture('panel.crt'), join(folder, 'gateway.crt'));
  copyFileSync(fixture('panel.key'), join(folder, 'gateway.key'));
  chmodSync(join(folder, 'gateway.key'), 0o600);
  write('token', `${'t'.repeat(16)}\n`);
  write('password', 'p\n');
  write('redis.pem', 'x');
  write('a.pem', 'x');
  write('a.json', byHand);
  write('deny.list', '192.0.2.7\n');
  write('b.key', `${'A'.repeat(20)}:${'b'.repeat(40)}\n`);
}

interface Followed {
  readonly code: number;
  readonly err: string;
}

async function follow(command: 'check' | 'serve', ...options: readonly string[]): Promise<Followed> {
  write('gateway.yaml', configuration, 0o644);
  const terminal = captureTerminal();
  const code = await run([command, '--config', join(folder, 'gateway.yaml'), ...options], terminal);
  return { code, err: terminal.err().replaceAll(folder, 'HERE') };
}

const remarksIn = (err: string): string[] => err.split('\n').filter((line) => /HERE/.test(line));

describe('check', () => {
  test('has nothing to say of files that are as they should be, and makes none', async () => {
    await makeAll();

    const { code, err } = await follow('check');

    expect(remarksIn(err)).toEqual([]);
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'logs'))).toEqual([]);
  });

  test('names every file that is not there, with its settings', async () => {
    const { code, err } = await follow('check');
    const settings = remarksIn(err).map((line) =>
      /^(fault|warning): (.*?): HERE\/?\S* does not exist; correct the path/.exec(line)?.slice(1).join(' '),
    );

    expect(settings).toEqual([
      'fault data',
      'fault listen[0].tls.cert',
      'fault listen[0].tls.key',
      'fault admin.tokenFile',
      'fault store.redis.passwordFile',
      'fault store.redis.caFile',
      'warning panels[0].tls.ca',
      'warning panels[0].state.static',
      'fault clients.denyFile',
      'fault panels[1].state.api.accessKeyFile',
      'warning panels[2].state.files',
      'fault audit.file, audit.authLog',
    ]);
    expect(code).toBe(71);
  });

  test('leaves files out with --no-files', async () => {
    const { code, err } = await follow('check', '--no-files');

    expect(remarksIn(err)).toEqual([]);
    expect(code).toBe(0);
  });

  test.each(['token', 'password', 'b.key', 'gateway.key'])(
    'refuses that others may write %s, and warns that they may read it',
    async (name) => {
      await makeAll();
      chmodSync(join(folder, name), 0o646);
      const written = await follow('check');
      chmodSync(join(folder, name), 0o644);
      const read = await follow('check');
      chmodSync(join(folder, name), 0o660);
      const group = await follow('check');

      expect(written.code).toBe(71);
      expect(remarksIn(written.err)).toEqual([
        expect.stringMatching(/^fault: .*: HERE\/\S+ may be written by every user of this machine; chmod o-rwx/),
      ]);
      expect(read.code).toBe(0);
      expect(remarksIn(read.err)).toEqual([
        expect.stringMatching(/^warning: .*: HERE\/\S+ may be read by every user of this machine; chmod o-rwx/),
      ]);
      expect(group).toMatchObject({ code: 0 });
      expect(remarksIn(group.err)).toEqual([]);
    },
  );

  test('says what is there in place of a file', async () => {
    await makeAll();
    write('deny.list', '192.0.2.7\n192.0.2.x\nall\n');
    for (const name of ['token', 'redis.pem', 'b.key']) rmSync(join(folder, name));
    // As Docker makes it where a file that it is to mount is missing.
    mkdirSync(join(folder, 'token'));
    symlinkSync('redis.pem', join(folder, 'redis.pem'));
    spawnSync('/usr/bin/mkfifo', [join(folder, 'b.key')]);
    mkdirSync(join(folder, 'logs', 'audit.log'));
    symlinkSync('x', join(folder, 'logs', 'auth.log'));
    rmSync(join(folder, 'bans'), { recursive: true });
    write('bans', '');

    expect(remarksIn((await follow('check')).err)).toEqual([
      expect.stringMatching(/^fault: data: HERE\/bans leads through a file/),
      expect.stringMatching(/^fault: admin\.tokenFile: HERE\/token is a folder; name a file; Docker/),
      expect.stringMatching(/^fault: store\.redis\.caFile: HERE\/redis\.pem is a symbolic link/),
      expect.stringMatching(/^fault: clients\.denyFile: HERE\/deny\.list has 2 problems: line 2: [^;]*; [^;]*; line 3: /),
      expect.stringMatching(/^fault: panels\[1\]\.state\.api\.accessKeyFile: HERE\/b\.key is no ordinary file/),
      expect.stringMatching(/^fault: audit\.file: HERE\/logs\/audit\.log is a folder/),
      expect.stringMatching(/^fault: audit\.authLog: HERE\/logs\/auth\.log is a symbolic link/),
    ]);
  });
});

describe('a start', () => {
  test('tells all files at once that it cannot do without, and ends with 71', async () => {
    await makeAll();
    for (const name of ['token', 'gateway.key', 'b.key']) rmSync(join(folder, name));
    write('password', 'p', 0o666);
    rmSync(join(folder, 'a.json'));

    const { code, err } = await follow('serve');

    expect(code).toBe(71);
    expect(err.split('\n')).toEqual([
      'hearthgate: 4 files cannot be used:',
      '  listen[0].tls.key: HERE/gateway.key does not exist; correct the path in the configuration',
      '  admin.tokenFile: HERE/token does not exist; correct the path in the configuration',
      '  store.redis.passwordFile: HERE/password may be written by every user of this machine; chmod o-rwx HERE/password',
      '  panels[1].state.api.accessKeyFile: HERE/b.key does not exist; correct the path in the configuration',
      '',
    ]);
  });
});

describe('as an ordinary user', () => {
  const program = inject('program');

  test('check names every file that may not be read or written', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root may become another user');
    await makeAll();
    write('gateway.yaml', configuration, 0o644);
    chmodSync(join(folder, 'panel'), 0o700);
    const script = new URL('../support/run-as-nobody.mjs', import.meta.url).pathname;

    const { status, stderr } = spawnSync(process.execPath, [script, program, 'check', '--config', join(folder, 'gateway.yaml')], {
      encoding: 'utf8',
    });

    const words = remarksIn(stderr.replaceAll(folder, 'HERE')).map((line) => line.replace(/ by nobody, the user that.*/, ''));
    expect(words).toEqual([
      'fault: data: HERE/bans may not be written',
      'fault: listen[0].tls.key: HERE/gateway.key may not be read',
      'fault: admin.tokenFile: HERE/token may not be read',
      'fault: store.redis.passwordFile: HERE/password may not be read',
      'fault: store.redis.caFile: HERE/redis.pem may not be read',
      'warning: panels[0].tls.ca: HERE/a.pem may not be read',
      'warning: panels[0].state.static: HERE/a.json may not be read',
      'fault: clients.denyFile: HERE/deny.list may not be read',
      'fault: panels[1].state.api.accessKeyFile: HERE/b.key may not be read',
      'warning: panels[2].state.files: HERE/panel may not be read',
      'fault: audit.file, audit.authLog: HERE/logs may not be written',
    ]);
    expect(status).toBe(71);
    // What the panel or a certificate's renewal makes anew loses an owner, a mode and an ACL that was given to the file.
    const howToRead = stderr.split('\n').filter((line) => line.includes('may not be read'));
    expect(howToRead.filter((line) => line.includes('change its owner or mode'))).toEqual([]);
    expect(howToRead.filter((line) => /setfacl -R -m u:nobody:rX,d:u:nobody:rX/.test(line))).toHaveLength(howToRead.length);
  });
});
