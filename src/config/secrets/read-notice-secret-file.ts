import { Secret } from '../../domain/secret.ts';
import { StartError } from '../../domain/start-error.ts';
import { readSecretBytes } from './read-secret-file.ts';

const leastBytes = 24;
const mostBytes = 64;

/**
 * Reads the secrets that sign notices, in the form of Standard Webhooks: the current one, and on a second line the one before, by which receivers
 * that have not been told yet still know a notice.
 *
 * @returns the bytes of each
 * @throws StartError where there is none, or one of another form; the system's error where it cannot be read
 */
export function readNoticeSecretFile(path: string): readonly Secret[] {
  const lines = readSecretBytes(path).split(/\r?\n/);
  if (lines.length > 2) throw refused(path, `one secret, or two on a line each, found ${lines.length} lines`);
  return lines.map((line) => secretIn(path, line));
}

function secretIn(path: string, line: string): Secret {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  const bytes = Buffer.from(text ?? '', 'base64');
  const isWhole = text !== undefined && bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  if (isWhole && bytes.length >= leastBytes && bytes.length <= mostBytes) return new Secret(bytes.toString('latin1'));
  throw refused(path, `whsec_ and ${leastBytes} to ${mostBytes} bytes in base64 on a line, found something else`);
}

function refused(path: string, expected: string): StartError {
  const make = `echo "whsec_$(openssl rand -base64 32)" > ${path}`;
  return new StartError('EFILEREFUSED', `${path}: expected ${expected}; make one: ${make}`);
}
