import { isUtf8 } from 'node:buffer';
import type { Secret } from '../../domain/secret.ts';
import { readSecretFile } from './read-secret-file.ts';
import { StartError } from '../../domain/start-error.ts';

/**
 * Reads the password for Redis, which the client writes as text.
 *
 * @throws StartError where it is empty, others may write it, or it is no text; the system's error where it cannot be read
 */
export function readRedisPasswordFile(path: string): Secret {
  const password = readSecretFile(path);
  if (isUtf8(Buffer.from(password.reveal(), 'latin1'))) return password;
  throw new StartError('EFILEREFUSED', `${path}: expected a password in UTF-8; set one in Redis that is, and write it there`);
}
