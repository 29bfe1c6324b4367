import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { ask } from '../admin/start-admin.ts';
import { askApi } from '../ask/ask-api.ts';
import { post } from '../support/http-client.ts';
import { openUnreadPipe } from '../support/unread-stream.ts';
import { until } from '../support/until.ts';

// Whoever should read a log may hang, may have left, or may have a full disk: calls, health and signals do not wait for it.

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;

interface Unread {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown[]>;
  readonly url: string;
  readonly where: string;
}

type Output = 'pipe' | 'ignore' | number;

async function startGateway(streams: { readonly stdout: Output; readonly stderr: Output }): Promise<Unread> {
  const folder = mkdtempSync(join(tmpdir(), 'unread-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const port = await freePort();
  const socket = join(folder, 'admin.sock');
  const file = join(folder, 'gateway.yaml');
  writeFileSync(
    file,
    `admin: { socket: ${socket} }
listen: [{ port: ${port}, plaintext: true }]
clients: { allow: [127.0.0.1] }
limits: { address: { calls: 100000, per: 60s } }
panels: [{ url: "http://127.0.0.1:9", state: { files: . } }]
`,
  );
  const child = spawn(process.execPath, [main, 'serve', '--config', file], {
    stdio: ['ignore', streams.stdout, streams.stderr],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const where = `unix:${socket}`;
  const url = `http://127.0.0.1:${port}`;
  await until(() => opened(where));
  return { child, exited, url, where };
}

/** Each ban by hand is a line of the process log: together they are more than a pipe or a socket holds. */
async function fillLog({ where }: Unread): Promise<void> {
  const ban = (address: string) => askApi(where, 'POST', `/bans?address=${address}&seconds=60`);
  for (let batch = 0; batch < 100; batch += 1) {
    const banned = await Promise.all(Array.from({ length: 15 }, (_, index) => ban(`10.0.${batch}.${index}`)));
    expect(banned.filter(({ status }) => status !== 200)).toEqual([]);
  }
}

async function expectWell({ child, exited, url, where }: Unread): Promise<void> {
  expect((await post(url, { cmd: 'v-list-users' })).status).toBeGreaterThanOrEqual(400);
  expect((await ask(where, '/healthz')).status).toBe(200);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
}

describe('a process log', () => {
  test('on a pipe that nobody reads stops nothing', async () => {
    const pipe = openUnreadPipe();
    onTestFinished(pipe.remove);
    const gateway = await startGateway({ stdout: 'ignore', stderr: pipe.writeEnd });
    pipe.started();

    await fillLog(gateway);

    await expectWell(gateway);
    expect(pipe.read().length).toBeGreaterThan(50_000);
  });

  test('on a socket that nobody reads stops nothing', async () => {
    const gateway = await startGateway({ stdout: 'ignore', stderr: 'pipe' });

    await fillLog(gateway);

    await expectWell(gateway);
    expect(gateway.child.signalCode).toBeNull();
  });

  test('whose reader has left stops nothing, and the health page says so', async () => {
    const pipe = openUnreadPipe();
    onTestFinished(pipe.remove);
    const gateway = await startGateway({ stdout: 'ignore', stderr: pipe.writeEnd });
    pipe.started();
    pipe.leave();

    await fillLog(gateway);

    expect((await ask(gateway.where, '/readyz')).body).toMatch(
      /^process log: cannot be written: EPIPE.*standard error has ended/m,
    );
    await expectWell(gateway);
  });

  test('on a full disk stops nothing', async () => {
    const gateway = await startGateway({ stdout: 'ignore', stderr: openSync('/dev/full', 'w') });

    await fillLog(gateway);

    expect((await ask(gateway.where, '/readyz')).body).toMatch(/^process log: cannot be written: ENOSPC/m);
    await expectWell(gateway);
  });
});

/** The second listener is the last to open. */
async function opened(where: string): Promise<boolean> {
  try {
    return (await ask(where, '/healthz')).status === 200;
  } catch {
    // It does not listen yet.
    return false;
  }
}
