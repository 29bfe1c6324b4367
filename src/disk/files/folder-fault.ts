import { accessSync, constants, statSync } from 'node:fs';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { diskFault } from './disk-fault.ts';

export interface FolderFault {
  readonly words: string;
  readonly isMissing: boolean;
}

/** Why nothing can be kept in a folder; undefined: it can be. */
export function folderFault(folder: string): FolderFault | undefined {
  try {
    if (!statSync(folder).isDirectory()) return { words: 'is no folder; create it', isMissing: false };
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return { words: 'is no folder; create it', isMissing: true };
    return { words: `cannot be written: ${diskFault(error)}`, isMissing: false };
  }
}
