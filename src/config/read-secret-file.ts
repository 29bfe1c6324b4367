import { readFileSync } from 'node:fs';
import { Secret } from '../domain/secret.ts';

const minCharacters = 16;

/**
 * Reads a secret from a file, without the blanks and line ends around it.
 *
 * @throws RangeError where it is too short to be one; the system's error where it cannot be read
 */
export function readSecretFile(path: string): Secret {
  const text = readFileSync(path, 'latin1').trim();
  if (text.length >= minCharacters) return new Secret(text);
  throw new RangeError(`${path}: expected a secret of at least ${minCharacters} characters, found ${text.length}`);
}
