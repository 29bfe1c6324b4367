import { opendirSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import type { PanelReader } from './panel-reader.ts';

/**
 * Whether the panel's data is there: `data/users` holds a folder of at least the root user at every panel. Where it does not, as before
 * `data` is mounted, nothing that is missing below `data` is known not to exist.
 *
 * @param root of the panel's files
 */
export function holdsUsers(root: string): boolean {
  try {
    const folder = opendirSync(join(root, 'data', 'users'), { bufferSize: 1 });
    try {
      return folder.readSync() !== null;
    } finally {
      folder.closeSync();
    }
  } catch (error) {
    // The files of single users can be read without listing the folder. With any other error nothing in it can be.
    const code = systemErrorCode(error);
    return code === 'EACCES' || code === 'EPERM';
  }
}

/** What that means, and what to do. */
export function dataIsAway({ rootSetting }: PanelReader): string {
  return `the panel's data is not there; mount it, or correct ${rootSetting}`;
}
