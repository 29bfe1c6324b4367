import { constants, copyFileSync, linkSync, rmSync } from 'node:fs';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { StartError } from '../../domain/start-error.ts';
import { diskFault } from '../files/disk-fault.ts';
import { fileIdentity } from '../files/file-identity.ts';

/**
 * Keeps what a file holds as `FILE.broken`, or as `FILE.broken.2` and so on where that name is taken by another one. The file itself stays.
 *
 * @returns where it is kept
 * @throws StartError
 */
export function keepAside(path: string): string {
  for (let count = 1; ; count += 1) {
    const aside = count === 1 ? `${path}.broken` : `${path}.broken.${count}`;
    try {
      copyOf(path, aside);
      return aside;
    } catch (error) {
      const isTaken = systemErrorCode(error) === 'EEXIST';
      if (isTaken && fileIdentity(aside) === fileIdentity(path)) return aside;
      if (isTaken) continue;
      throw new StartError('EDATASTART', `data: ${path} cannot be read, and cannot be kept as ${aside}: ${diskFault(error)}`, {
        cause: error,
      });
    }
  }
}

/**
 * The same, and the file is gone from its place.
 *
 * @throws StartError
 */
export function putAside(path: string): string {
  const aside = keepAside(path);
  rmSync(path, { force: true });
  return aside;
}

/** A second name, or a copy on file systems that know no such thing. Neither replaces what is there. */
function copyOf(path: string, aside: string): void {
  try {
    linkSync(path, aside);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') throw error;
    copyFileSync(path, aside, constants.COPYFILE_EXCL);
  }
}
