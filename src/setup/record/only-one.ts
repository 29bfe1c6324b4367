import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../../domain/start-error.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { journalFolder } from '../../host/installed.ts';
import { commandsEnd } from './commands-end.ts';
import { forgetHalfJournal } from './journal.ts';

const path = join(journalFolder, 'lock');

/**
 * Runs what changes the host while no other setup does.
 *
 * @throws StartError where another one is at it
 */
export async function onlyOne<Value>(work: () => Promise<Value>): Promise<Value> {
  if (!existsSync(journalFolder)) mkdirSync(journalFolder, { mode: 0o700 });
  if (take() === 'left behind') await commandsEnd();
  try {
    return await work();
  } finally {
    release();
  }
}

function release(): void {
  forgetHalfJournal();
  rmSync(path, { force: true });
  try {
    rmdirSync(journalFolder);
  } catch {
    // The journal is there, as it should while something is set up.
  }
}

function take(): 'free' | 'left behind' {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return 'free';
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    const holder = readFileSync(path, 'utf8');
    if (isSetup(holder))
      throw new StartError('EHOST', `another setup is at work (process ${holder}); wait for it`, { cause: error });
    // Its process was killed.
    rmSync(path, { force: true });
    take();
    return 'left behind';
  }
}

/** Its process is there, and is a setup: another one may have its number by now. */
function isSetup(holder: string): boolean {
  const file = `/proc/${holder}/cmdline`;
  return /^\d+$/.test(holder) && existsSync(file) && readFileSync(file, 'utf8').split('\0').includes('setup');
}
