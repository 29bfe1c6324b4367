import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';

// Commands that ask the running gateway are run by people who may lack the right to: they are told so, and as whom to run them.

const script = new URL('../support/run-as-nobody.mjs', import.meta.url).pathname;
const gid = 2;
const groupName = /^([^:]+):[^:]*:2:/m.exec(readFileSync('/etc/group', 'utf8'))?.[1] ?? String(gid);
const oughtTo = (path: string): string =>
  `hearthgate: HERE/${path} may not be used by nobody, who runs this command; run it as root, or as a user in the group ${groupName}\n`;

const program = inject('program');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-access-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function configured(admin: string, mode: number): void {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, `admin: ${admin}\nclients: { allow: [127.0.0.1] }\npanels: [{ state: { files: . } }]\n`);
  forGroup(file, mode);
}

function forGroup(path: string, mode: number): void {
  chownSync(path, 0, gid);
  chmodSync(path, mode);
}

/** Follows a command line as a user that is in no group. */
function asNobody(...argv: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [script, program, ...argv, '--config', join(folder, 'gateway.yaml')], {
    encoding: 'utf8',
  });
  return { status, stderr: stderr.replaceAll(folder, 'HERE') };
}

async function listening(path: string): Promise<void> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
}

describe.runIf(process.getuid?.() === 0).each([
  ['bans', 'list'],
  ['limits', 'show'],
])('%s %s says as whom to run it', (...command) => {
  const args = command[0] === 'limits' ? [...command, '192.0.2.1'] : command;

  test('where the configuration may not be read', () => {
    configured('{ socket: admin.sock }', 0o640);

    expect(asNobody(...args)).toEqual({ status: 71, stderr: oughtTo('gateway.yaml') });
  });

  test('where the token may not be read', () => {
    configured('{ host: 127.0.0.1, port: 9, tokenFile: token }', 0o644);
    writeFileSync(join(folder, 'token'), 't'.repeat(32));
    forGroup(join(folder, 'token'), 0o640);

    expect(asNobody(...args)).toEqual({ status: 71, stderr: oughtTo('token') });
  });

  test('where the socket may not be used', async () => {
    configured('{ socket: admin.sock }', 0o644);
    await listening(join(folder, 'admin.sock'));
    forGroup(join(folder, 'admin.sock'), 0o660);

    expect(asNobody(...args)).toEqual({ status: 71, stderr: oughtTo('admin.sock') });
  });

  test('where the folder of the socket may not be entered', async () => {
    configured('{ socket: run/admin.sock }', 0o644);
    mkdirSync(join(folder, 'run'));
    await listening(join(folder, 'run/admin.sock'));
    forGroup(join(folder, 'run'), 0o750);

    expect(asNobody(...args)).toEqual({ status: 71, stderr: oughtTo('run/admin.sock') });
  });

  test('and nothing of a group where only the owner may', () => {
    configured('{ socket: admin.sock }', 0o600);

    expect(asNobody(...args).stderr).toBe(
      'hearthgate: HERE/gateway.yaml may not be used by nobody, who runs this command; run it as root\n',
    );
  });
});
