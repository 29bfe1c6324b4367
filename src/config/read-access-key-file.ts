import { readFileSync } from 'node:fs';
import { isAccessKeyId, isSecretKey } from '../domain/bounds.ts';
import { Secret } from '../domain/secret.ts';

/**
 * Reads an access key of the panel from a file that holds `ID:SECRET`.
 *
 * @throws RangeError where it holds anything else; the system's error where it cannot be read
 */
export function readAccessKeyFile(path: string): { readonly id: string; readonly secret: Secret } {
  const [id = '', secret = '', ...more] = readFileSync(path, 'latin1').trim().split(':');
  if (more.length === 0 && isAccessKeyId(id) && isSecretKey(secret)) return { id, secret: new Secret(secret) };
  throw new RangeError(`${path}: expected an access key as ID:SECRET, of 20 and 40 characters`);
}
