import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../domain/start-error.ts';
import { panelPaths } from './panel-paths.ts';
import { mustRun } from './run-program.ts';

const patienceMs = 30_000;
const pauseMs = 50;

/**
 * Lets the panel's web server read its configuration anew, and waits until no process with the old one takes connections. One that would not start
 * is not read, and one that does not run reads it when it starts.
 *
 * @throws StartError with what is wrong in the configuration
 */
export async function reloadWebServer(): Promise<void> {
  await mustRun(panelPaths.nginx, ['-t', '-q']);
  const master = (textOf(panelPaths.nginxPid) ?? '').trim();
  // It may have died and left the file.
  if (master === '' || textOf(`/proc/${master}/cmdline`) === undefined) return;
  const old = workersOf(master);
  await mustRun(panelPaths.nginx, ['-s', 'reload']);
  const endMs = performance.now() + patienceMs;
  while (old.some(takesConnections)) {
    if (performance.now() > endMs)
      throw new StartError(
        'EHOST',
        "the panel's web server has not read its configuration anew; see /var/log/hestia/nginx-error.log",
      );
    await sleep(pauseMs);
  }
}

function workersOf(master: string): readonly string[] {
  return (textOf(`/proc/${master}/task/${master}/children`) ?? '').split(' ').filter((pid) => pid !== '');
}

/** A worker that has closed its sockets says so in its title, and ends when its last connection does. */
function takesConnections(pid: string): boolean {
  const title = textOf(`/proc/${pid}/cmdline`) ?? '';
  return title !== '' && !title.includes('shutting down');
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // There is none, or the process has ended.
    return undefined;
  }
}
