import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { StartError } from '../../domain/start-error.ts';
import { diskFault } from './disk-fault.ts';

/**
 * The text of a file that this program wrote earlier; undefined where there is none.
 *
 * @throws StartError where it cannot be known what it holds
 */
export function readOwnFile(path: string): string | undefined {
  return readOrSay(path, () => {
    // Without waiting: a pipe in its place would never be opened.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const fault = faultOf(fstatSync(file));
      if (fault !== undefined) throw new StartError('EDATASTART', `data: ${path} cannot be read: ${fault}`);
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  });
}

/**
 * What is read of a path in `data`; undefined where there is nothing.
 *
 * @throws StartError where it cannot be known
 */
export function readOrSay<Value>(path: string, read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StartError) throw error;
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw new StartError('EDATASTART', `data: ${path} cannot be read: ${diskFault(error)}`, { cause: error });
  }
}

function faultOf(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'a folder is in the place of the file; move it away (EISDIR)';
  return stats.isFile() ? undefined : 'it is no regular file; move it away';
}
