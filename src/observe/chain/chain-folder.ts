import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { type ChainKey, firstKey, keyOfNextRun } from './chain-key.ts';
import { eraseFile, syncFolderNow, writeNewKeyFile } from './key-file.ts';
import { readChainKey } from './read-chain-key.ts';

/** Until somebody takes it away. */
export const verificationKeyName = 'audit.key';

const keyOfRun = /^audit-chain\.([0-9]{1,15})$/;
const unfinished = /^audit-chain\.new-/;
/** Gateways that start in the same folder at the same moment. */
const maxAttempts = 100;

/**
 * Takes the key of the next run out of the folder, and leaves that of the run behind it: so no key of a run that has begun is on the disk. Two
 * that begin at once get different ones. Where there is no chain, one begins, and its verification key is left in the folder.
 *
 * @throws Error of the system, or that says what is wrong
 */
export function beginRun(folder: string): ChainKey {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const key = newestKey(folder) ?? startChain(folder);
    const next = keyOfNextRun(key);
    const isMine = addFile(folder, nameOf(next.run), next);
    next.secret.fill(0);
    if (!isMine) {
      key.secret.fill(0);
      continue;
    }
    forgetUntil(folder, key.run);
    syncFolderNow(folder);
    return key;
  }
  throw new Error(`${folder} changes all the time: other gateways take the keys of the audit log`);
}

/** Another one may have begun it meanwhile, or a gateway that was ended in the middle of it: then that is the chain. */
function startChain(folder: string): ChainKey {
  const made = firstKey();
  addFile(folder, verificationKeyName, made);
  made.secret.fill(0);
  const key = readChainKey(join(folder, verificationKeyName));
  addFile(folder, nameOf(key.run), key);
  return key;
}

/**
 * Begins a chain whose verification key never lies in the folder.
 *
 * @param keep keeps that key elsewhere
 * @returns false: a chain has begun there meanwhile
 */
export function startChainWith(folder: string, keep: (key: ChainKey) => void): boolean {
  const key = firstKey();
  keep(key);
  try {
    return addFile(folder, nameOf(key.run), key);
  } finally {
    key.secret.fill(0);
  }
}

/** Undefined: no chain has begun here. */
export function newestKey(folder: string): ChainKey | undefined {
  const runs = runsIn(folder);
  return runs.length === 0 ? undefined : readChainKey(join(folder, nameOf(Math.max(...runs))));
}

function nameOf(run: number): string {
  return `audit-chain.${run}`;
}

function runsIn(folder: string): readonly number[] {
  return readdirSync(folder).flatMap((name) => {
    const [, run] = keyOfRun.exec(name) ?? [];
    return run === undefined ? [] : [Number(run)];
  });
}

/** Also of those that were ended in the middle: what they left leads to the keys of later runs. */
function forgetUntil(folder: string, run: number): void {
  for (const each of runsIn(folder)) if (each <= run) eraseFile(join(folder, nameOf(each)));
  for (const name of readdirSync(folder)) if (unfinished.test(name)) eraseFile(join(folder, name));
}

/** A whole file at once, that outlives a power cut. False: there is one, or somebody took the unfinished one away. */
function addFile(folder: string, name: string, key: ChainKey): boolean {
  const beside = join(folder, `audit-chain.new-${randomBytes(8).toString('hex')}`);
  const { uid, gid } = statSync(folder);
  writeNewKeyFile(beside, key, { uid, gid });
  try {
    linkSync(beside, join(folder, name));
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  } finally {
    forgetLink(beside);
    syncFolderNow(folder);
  }
}

function forgetLink(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
