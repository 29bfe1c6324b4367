import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { listening } from './listening.ts';
import type { Started, Workspace } from './workspace.ts';

export interface RunningRedis extends Started {
  readonly url: string;
  /** Stops answering, with every connection open. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** A Redis on loopback that writes nothing to the disk. Resolves when it listens. */
export async function startRedis(
  workspace: Workspace,
  { executable, core }: { readonly executable: string; readonly core: number },
): Promise<RunningRedis> {
  const port = await freePort();
  const folder = join(workspace.folder, `redis-${port}`);
  mkdirSync(folder);
  const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  const started = workspace.start({ core, command: [executable, ...where, '--save', '', '--appendonly', 'no'] });
  await listening(started, { name: 'redis-server', port });
  return {
    ...started,
    url: `redis://127.0.0.1:${port}`,
    pause: () => void started.child.kill('SIGSTOP'),
    resume: () => void started.child.kill('SIGCONT'),
  };
}
