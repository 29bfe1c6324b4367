import { isAccessKeyId, isSecretKey } from '../../domain/call/bounds.ts';
import { Secret } from '../../domain/secret.ts';
import { readSecretBytes } from './read-secret-file.ts';
import { StartError } from '../../domain/start-error.ts';

export interface OwnAccessKey {
  readonly id: string;
  readonly secret: Secret;
}

/**
 * Reads an access key of the panel from a file that holds `ID:SECRET`, and a line end or none.
 *
 * @throws StartError where it holds anything else, or others may write it; the system's error where it cannot be read
 */
export function readOwnAccessKeyFile(path: string): OwnAccessKey {
  const [id = '', secret = '', ...more] = readSecretBytes(path).split(':');
  if (more.length === 0 && isAccessKeyId(id) && isSecretKey(secret)) return { id, secret: new Secret(secret) };
  throw new StartError('EFILEREFUSED', `${path}: expected an access key as ID:SECRET, of 20 and 40 characters, and nothing else`);
}
