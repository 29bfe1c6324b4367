import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import type { ByteString } from '../../domain/call/call.ts';
import { Secret } from '../../domain/secret.ts';
import { secretAccess } from './secret-access.ts';
import { StartError } from '../../domain/start-error.ts';

/**
 * Reads a secret from a file: its bytes, without one line end behind them. Secrets of other programs may be as short as their owners made them.
 *
 * @throws StartError where it is empty, or others may write it; the system's error where it cannot be read
 */
export function readSecretFile(path: string): Secret {
  const bytes = readSecretBytes(path);
  if (bytes !== '') return new Secret(bytes);
  throw new StartError('EFILEREFUSED', `${path}: expected a secret, found an empty file; write the secret into it`);
}

/**
 * The bytes of a file of secrets, one char a byte, without one line end behind them.
 *
 * @param faultOf what else is wrong with it, to stand behind its name
 * @throws StartError where others may write it; the system's error where it cannot be read
 */
export function readSecretBytes(path: string, faultOf: (stats: Stats) => string | undefined = () => undefined): ByteString {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    // Never blocks on a pipe. Reading a folder fails with the system's error.
    if (!stats.isFile() && !stats.isDirectory()) throw new StartError('EFILEREFUSED', `${path} is no ordinary file; name one`);
    const fault = faultOf(stats) ?? secretAccess(path, stats).fault;
    if (fault !== undefined) throw new StartError('EFILEREFUSED', `${path} ${fault}`);
    return readFileSync(descriptor, 'latin1').replace(/\r?\n$/, '');
  } catch (error) {
    // What is read by a descriptor is without a path.
    throw error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error;
  } finally {
    closeSync(descriptor);
  }
}
