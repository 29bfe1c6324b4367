import type { Secret } from '../domain/secret.ts';
import { readSecretFile } from './read-secret-file.ts';
import { SecretFileError } from './secret-file-error.ts';

const minCharacters = 16;

/**
 * Reads a token of the gateway's own, which is asked for in a header.
 *
 * @throws SecretFileError where it is too short or no header can carry it; the system's error where it cannot be read
 */
export function readTokenFile(path: string): Secret {
  const token = readSecretFile(path);
  if (token.byteLength < minCharacters)
    throw new SecretFileError(
      `${path}: expected a token of at least ${minCharacters} characters, found ${token.byteLength}; write a longer one`,
    );
  if (!token.matches(/^[!-~]+$/))
    throw new SecretFileError(
      `${path}: expected a token of printable ASCII without blanks, because it is sent in a header; write another`,
    );
  return token;
}
