import { Secret } from '../../domain/secret.ts';
import { readSecretBytes } from './read-secret-file.ts';
import { StartError } from '../../domain/start-error.ts';

const minCharacters = 16;

/**
 * Reads a token of the gateway's own, which is asked for in a header.
 *
 * @throws StartError where it is too short or no header can carry it; the system's error where it cannot be read
 */
export function readTokenFile(path: string): Secret {
  const token = new Secret(readSecretBytes(path));
  if (token.byteLength === 0)
    throw new StartError(
      'EFILEREFUSED',
      `${path}: expected a token of at least ${minCharacters} characters, found an empty file; make one: openssl rand -hex 32 > ${path}`,
    );
  if (token.byteLength < minCharacters)
    throw new StartError(
      'EFILEREFUSED',
      `${path}: expected a token of at least ${minCharacters} characters, found ${token.byteLength}; write a longer one`,
    );
  if (!token.matches(/^[!-~]+$/))
    throw new StartError(
      'EFILEREFUSED',
      `${path}: expected a token of printable ASCII without blanks, because it is sent in a header; write another`,
    );
  return token;
}
