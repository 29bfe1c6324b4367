import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { othersMayWrite } from '../secrets/others-may-write.ts';
import { ownerFault, type UserId } from '../secrets/owner-fault.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import { ConfigurationError } from '../text/configuration-error.ts';
import type { Environment } from '../text/fill-from-environment.ts';
import { readConfiguration } from './read-configuration.ts';
import { unreadableText } from './read-configuration-file.ts';

const maxBytes = 16 * 1024 ** 2;

/**
 * Reads a configuration file that nobody can have changed but root and who reads it: for a gateway that runs.
 *
 * @throws ConfigurationError also where the file cannot be read, or others can have changed it
 */
export function readOwnConfiguration(path: string, env: Environment, reader?: UserId): Configuration {
  return readConfiguration(readOwnText(path, reader), { file: path, env });
}

/** The descriptor that is checked is the one that is read, even if the name is replaced meanwhile. */
function readOwnText(path: string, reader: UserId | undefined): string {
  let descriptor: number | undefined;
  try {
    // Never blocks on a pipe.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    const fault = stats.isFile()
      ? (ownerFault(path, stats.uid, reader) ?? othersMayWrite(path, stats))
      : notOrdinary(stats.isDirectory());
    if (fault !== undefined) throw new ConfigurationError(path, [{ path: '', text: `changes nothing: it ${fault}` }]);
    if (stats.size > maxBytes) throw new ConfigurationError(path, [{ path: '', text: 'expected at most 16MiB' }]);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(descriptor));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(path, [{ path: '', text: unreadableText(error) }], error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function notOrdinary(isFolder: boolean): string {
  return isFolder ? 'is a folder; name the file in it' : 'is no ordinary file; name one';
}
