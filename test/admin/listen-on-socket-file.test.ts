import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { AdminSettings } from '../../src/domain/policy/admin-settings.ts';
import { ask, startAdmin, temporaryFolder } from './start-admin.ts';

const mask = process.umask();
afterEach(() => process.umask(mask));

function socketAt(path: string): AdminSettings {
  return { kind: 'socket', path };
}

/** A socket file on which nobody listens any more: its process was killed. */
function leaveSocketAt(path: string): void {
  const program = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['--eval', program, path]);
  expect(lstatSync(path).isSocket()).toBe(true);
}

describe("the socket's file", () => {
  test.each([0o000, 0o022, 0o077, 0o777])('is for owner and group alone, whatever the mask of the process (%o)', async (own) => {
    const path = join(temporaryFolder(), 'admin.sock');
    process.umask(own);

    await startAdmin(socketAt(path));

    expect((lstatSync(path).mode & 0o7777).toString(8)).toBe('660');
    expect(process.umask()).toBe(own);
  });

  test('is where it listens', async () => {
    const path = join(temporaryFolder(), 'admin.sock');

    const { where } = await startAdmin(socketAt(path));

    expect(where).toBe(`unix:${path}`);
    expect((await ask(where, '/healthz')).body).toBe('ok\n');
  });

  test('is gone after the stop', async () => {
    const path = join(temporaryFolder(), 'admin.sock');
    const { listener } = await startAdmin(socketAt(path));

    await listener.stop();

    expect(existsSync(path)).toBe(false);
  });

  test('is replaced where an earlier process left it behind', async () => {
    const path = join(temporaryFolder(), 'admin.sock');
    leaveSocketAt(path);

    const { where } = await startAdmin(socketAt(path));

    expect((await ask(where, '/healthz')).status).toBe(200);
    expect((lstatSync(path).mode & 0o777).toString(8)).toBe('660');
  });
});

describe('what keeps it from listening', () => {
  test('is another gateway that does, which goes on', async () => {
    const path = join(temporaryFolder(), 'admin.sock');
    const { where } = await startAdmin(socketAt(path));

    const second = startAdmin(socketAt(path));

    await expect(second).rejects.toMatchObject({ code: 'EADMINSTART' });
    await expect(second).rejects.toThrow(`admin.socket: ${path} is in use by another program; is the gateway running already?`);
    expect((await ask(where, '/healthz')).status).toBe(200);
  });

  test('is a file that is no socket, which stays', async () => {
    const path = join(temporaryFolder(), 'notes.txt');
    writeFileSync(path, 'dear diary');

    await expect(startAdmin(socketAt(path))).rejects.toThrow(`${path} is there already and is no socket; remove it`);

    expect(readFileSync(path, 'utf8')).toBe('dear diary');
  });

  test('is a folder', async () => {
    const path = temporaryFolder();

    await expect(startAdmin(socketAt(path))).rejects.toThrow('is no socket');
  });

  test('is a link, also to a socket that was left behind', async () => {
    const folder = temporaryFolder();
    leaveSocketAt(join(folder, 'old.sock'));
    symlinkSync(join(folder, 'old.sock'), join(folder, 'admin.sock'));

    await expect(startAdmin(socketAt(join(folder, 'admin.sock')))).rejects.toThrow('is no socket');

    expect(lstatSync(join(folder, 'old.sock')).isSocket()).toBe(true);
  });

  test('is a folder that is not there', async () => {
    const path = join(temporaryFolder(), 'missing', 'admin.sock');

    await expect(startAdmin(socketAt(path))).rejects.toThrow(`${path} lies in a folder that does not exist; create the folder`);
  });

  test('is a path that the system has no room for', async () => {
    const folder = join(temporaryFolder(), 'x'.repeat(100));
    mkdirSync(folder);

    await expect(startAdmin(socketAt(join(folder, 'admin.sock')))).rejects.toThrow(
      /is \d+ bytes long, a socket's path has at most 107/,
    );
  });
});
