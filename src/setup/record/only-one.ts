import { existsSync, linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  const isLeftBehind = takeLock() === 'left behind';
  try {
    if (isLeftBehind) await commandsEnd();
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

/** A disk that is full, or cannot be written, keeps nobody from the way back. */
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

function takeLock(): 'free' | 'left behind' {
  const own = `${path}.${process.pid}`;
  try {
    if (!existsSync(journalFolder)) mkdirSync(journalFolder, { mode: 0o700 });
    // Whole before anybody can read it.
    writeFileSync(own, String(process.pid), { mode: 0o600 });
    linkSync(own, path);
    return 'free';
  } catch (error) {
    const code = systemErrorCode(error);
    if (fullDisk.has(code)) return 'left behind';
    if (code !== 'EEXIST') throw error;
    return afterAnother(readFileSync(path, 'utf8'));
  } finally {
    rmSync(own, { force: true });
  }
}

function afterAnother(holder: string): 'left behind' {
  if (isSetup(holder)) throw new StartError('EHOST', `another setup is at work (process ${holder}); wait for it`);
  // Its process was killed.
  rmSync(path, { force: true });
  takeLock();
  return 'left behind';
}

/** Its process is there, is root's and is a setup: another one may have its number by now. */
function isSetup(holder: string): boolean {
  const folder = `/proc/${holder}`;
  if (!/^\d+$/.test(holder) || !existsSync(folder)) return false;
  return statSync(folder).uid === 0 && readFileSync(`${folder}/cmdline`, 'utf8').split('\0').includes('setup');
}
