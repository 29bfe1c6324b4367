import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { chainKeyBytes } from './chain-key-bytes.ts';
import type { ChainKey } from './chain-key.ts';

const mode = 0o600;
/** No file of a key is longer. */
const maxBytes = 4096;

/**
 * A file with all of the key, or none.
 *
 * @param owner whom the file is to belong to, where root writes it
 * @throws Error of the system, `EEXIST` where there is such a file
 */
export function writeNewKeyFile(path: string, key: ChainKey, owner?: { readonly uid: number; readonly gid: number }): void {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, mode);
  const bytes = chainKeyBytes(key);
  try {
    fchmodSync(descriptor, mode);
    if (owner !== undefined && process.getuid?.() === 0) fchownSync(descriptor, owner.uid, owner.gid);
    // All of them: a disk that becomes full takes a part, and says so at the next.
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    bytes.fill(0);
    closeSync(descriptor);
  }
}

/**
 * Overwrites a file and removes it. A file system that writes elsewhere keeps what was in it, and so does a copy of it.
 *
 * @throws Error of the system; none where it is gone already
 */
export function eraseFile(path: string): void {
  try {
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size, nlink } = fstatSync(descriptor);
      // It may be another one's file by another name.
      if (nlink === 1) writeSync(descriptor, Buffer.alloc(Math.min(size, maxBytes)), 0, Math.min(size, maxBytes), 0);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    unlinkSync(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}

/** So that names in a folder outlive a power cut. */
export function syncFolderNow(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
