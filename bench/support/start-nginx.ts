import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NginxFiles } from './find-nginx.ts';
import { freePort } from './free-port.ts';
import { listening } from './listening.ts';
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
  await listening(started, { name: 'nginx', port });
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
