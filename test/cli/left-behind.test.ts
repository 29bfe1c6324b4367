import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/until.ts';

// However the gateway ends, short of being killed, it leaves no socket behind; and its log says what an administrator asked for.

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-left-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly err: () => string;
  readonly says: (text: string) => Promise<void>;
}

function start({ port = 0, admin = 'admin: { socket: admin.sock }' } = {}): Started {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(
    file,
    `${admin}\nlisten: [{ port: ${port}, plaintext: true }]\naudit: { file: logs/audit.log }\nclients: { allow: [127.0.0.1] }\n` +
      'panels: [{ url: "http://127.0.0.1:9", state: { files: . } }]\n',
  );
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const child = spawn(process.execPath, [main, 'serve', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close').then(() => child.exitCode);
  return { child, ended, err: () => text, says: (what) => until(() => text.includes(what)) };
}

/** A call that does not come to its end, so that a stop waits for it. */
async function pendingCall(err: string): Promise<Socket> {
  const [, port] = /"http:\/\/127\.0\.0\.1:(\d+)"/.exec(err) ?? [];
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write('POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

describe('the socket of the second listener', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('is gone after a second %s', async (signal) => {
    const { child, ended, err, says } = start();
    await says('"listening"');
    expect(existsSync(join(folder, 'admin.sock'))).toBe(true);
    await pendingCall(err());

    child.kill(signal);
    await says('stopping');
    expect(existsSync(join(folder, 'admin.sock'))).toBe(true);
    child.kill(signal);

    expect(await ended).toBe(signal === 'SIGTERM' ? 143 : 130);
    expect(existsSync(join(folder, 'admin.sock'))).toBe(false);
  });

  test('is gone after a start that failed on a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { ended, err } = start({ port });

    expect(await ended).toBe(71);
    expect(err()).toContain(`127.0.0.1:${port} is in use by another program`);
    expect(existsSync(join(folder, 'admin.sock'))).toBe(false);
  });
});

describe('the log', () => {
  test('tells of SIGHUP, of a file that cannot be opened then, and of the end of that', async () => {
    const { child, err, says } = start();
    await says('"listening"');
    renameSync(join(folder, 'logs'), join(folder, 'moved'));

    child.kill('SIGHUP');
    await says('SIGHUP: the audit files are opened anew');
    await says('cannot be opened: ENOENT');
    mkdirSync(join(folder, 'logs'));
    child.kill('SIGHUP');

    await says('audit.log can be opened again, and is written');
    expect(err()).toMatch(/SIGHUP: [^]*cannot be opened: ENOENT[^]*SIGHUP: [^]*can be opened again/);
  });

  test('has no class of the program in it where the usual place of the second listener cannot be used', async ({ skip }) => {
    skip(existsSync('/run/hearthgate'), 'the usual place can be used here');
    const { err, says } = start({ admin: '' });
    await says('"listening"');

    expect(err()).toContain('the second listener (metrics, health, bans) is off: its default socket cannot be used');
    expect(err()).not.toMatch(/\b[A-Z]\w*Error\b/);
  });
});
