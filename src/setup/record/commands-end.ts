import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../domain/start-error.ts';
import { programMark } from '../../host/run-program.ts';

const patienceMs = 60_000;
const pauseMs = 100;

/**
 * Waits until the programs have ended that a killed setup was running: they go on without it, and would overwrite what comes now.
 *
 * @throws StartError with the process that does not end
 */
export async function commandsEnd(): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const running = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isMarked(name));
    if (running === undefined) return;
    if (performance.now() > endMs)
      throw new StartError('EHOST', `a command of an earlier setup still runs (process ${running}); wait for it, or end it`);
    await sleep(pauseMs);
  }
}

function isMarked(pid: string): boolean {
  try {
    // Anybody may write that word into the environment of his own.
    return statSync(`/proc/${pid}`).uid === 0 && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(programMark);
  } catch {
    // The process has ended.
    return false;
  }
}
