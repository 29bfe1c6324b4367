import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { NginxFiles } from './find-nginx.ts';
import { projectFile } from './project-file.ts';
import type { Started, Workspace } from './workspace.ts';

export interface NginxOptions {
  readonly core: number;
  readonly panelPort: number;
}

export interface RunningNginx extends Started {
  readonly port: number;
  readonly workerPids: readonly number[];
}

/** nginx with the checks in `bench/nginx`, as one worker. Resolves when it listens. */
export async function startNginx(workspace: Workspace, files: NginxFiles, options: NginxOptions): Promise<RunningNginx> {
  const port = await freePort();
  const folder = join(workspace.folder, `nginx-${port}`);
  mkdirSync(folder, { mode: 0o755 });
  const values = { modules: files.modules, folder, lua: projectFile('bench/nginx'), port, panelPort: options.panelPort };
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, `${userLine()}${filledIn(readFileSync(projectFile('bench/nginx/nginx.conf'), 'utf8'), values)}`);
  const started = workspace.start({ core: options.core, command: [files.executable, '-p', folder, '-c', file] });
  await listening(started, port);
  const children = readFileSync(`/proc/${started.pid}/task/${started.pid}/children`, 'utf8');
  return { ...started, port, workerPids: children.trim().split(' ').map(Number) };
}

/** As root nginx would give its worker to an account that cannot read the project. */
function userLine(): string {
  return process.getuid?.() === 0 ? 'user root;\n' : '';
}

function filledIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? name));
}

/** nginx cannot take any free port by itself. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const patienceMs = 5000;

async function listening({ child, stderr }: Started, port: number): Promise<void> {
  const giveUpAtMs = performance.now() + patienceMs;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() > giveUpAtMs) throw new Error(`nginx did not start:\n${stderr()}`);
    await pause(20);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
