import { constants } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

export interface NewFile {
  /** Whole, or in pieces that are made while they are written. */
  readonly content: string | Uint8Array | AsyncIterable<string>;
  /** Whatever the process's mask says. */
  readonly mode: number;
  /** Undefined: the writing process. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

const createAnew = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Replaces a file in one step: readers find the old one or the new one, whole, also after a power cut. The new one is written as `FILE.new`
 * first, so that a full disk leaves the old one as it was.
 *
 * Two of these must not be in flight for the same file.
 *
 * @throws Error of the system, with its code
 */
export async function replaceFile(path: string, file: NewFile): Promise<void> {
  const beside = `${path}.new`;
  // Left behind by a writer that was ended.
  await rm(beside, { force: true });
  try {
    await writeWhole(beside, file);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeWhole(path: string, { content, mode, owner }: NewFile): Promise<void> {
  const file = await open(path, createAnew, mode);
  try {
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.chmod(mode);
    await writeFile(file, content);
    await file.sync();
  } finally {
    await file.close();
  }
}
