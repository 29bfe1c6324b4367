import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const program = new URL('../../dist/cli/main.js', import.meta.url).pathname;

/** What the gateway logs until it listens, in a process that may have so many open files. */
function logWith(openFiles: number, maxConnections: readonly number[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'open-files-'));
  const file = join(folder, 'gateway.yaml');
  const listen = maxConnections.map((max) => ({ host: '127.0.0.1', port: 0, plaintext: true, maxConnections: max }));
  const panels = [{ url: 'http://127.0.0.1:1', state: { files: folder } }];
  const admin = { socket: join(folder, 'admin.sock') };
  writeFileSync(file, JSON.stringify({ listen, clients: { allow: ['127.0.0.1'] }, panels, admin, data: folder }));
  const limited = ['-c', `ulimit -n ${openFiles}; exec "$0" "$@"`, process.execPath, program, 'serve', '--config', file];
  const child = spawn('sh', limited, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  });
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('"urls":[')) resolve(log);
    });
    child.once('exit', () => reject(new Error(log)));
  });
}

test.each([
  [1000, [1000], 1403],
  [1000, [500, 500], 1403],
  [1402, [1000], 1403],
])('with %i open files and %j connections the start says how many are needed', async (openFiles, connections, needed) => {
  const log = await logWith(openFiles, connections);
  expect(log).toContain(`the process may have ${openFiles} open files, and listen[].maxConnections needs ${needed}`);
  expect(log).toContain(`allow ${needed} (LimitNOFILE of the systemd unit, ulimits.nofile of the container), or lower`);
});

test('with as many as are needed it says nothing', async () => {
  expect(await logWith(1403, [1000])).not.toContain('open files');
});
