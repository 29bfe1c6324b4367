import { type AdminToken, type TokenRole, tokenRoles } from '../../domain/policy/admin-token.ts';
import { StartError } from '../../domain/start-error.ts';
import { expectedWords } from '../values/choice.ts';
import { ownerFault } from './owner-fault.ts';
import { readSecretBytes } from './read-secret-file.ts';

/** A line of a file of tokens: a comment or nothing, or a token. */
export interface TokenLine {
  readonly text: string;
  readonly token: AdminToken | undefined;
}

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const lineForm = /^(\S+)\s+(\S+)\s+sha256:([0-9a-f]{64})(?:\s+#.*)?$/;
/** It stands for the token of commands, which has no name of its own. */
const reservedName = 'commands';

/** Undefined: a good name for a token. */
export function faultOfTokenName(name: string): string | undefined {
  if (!nameForm.test(name))
    return `expected a name of letters, digits, ".", "_" and "-", at most 64, found ${JSON.stringify(name)}`;
  return name === reservedName ? `"${reservedName}" stands for the token in admin.tokenFile; take another name` : undefined;
}

/**
 * Reads a file of tokens: `NAME ROLE sha256:DIGEST`, one a line; a line that begins with `#` is a comment.
 *
 * @throws StartError where others may write it, or with the first line that is wrong; the system's error where it cannot be read
 */
export function readTokenList(path: string): readonly TokenLine[] {
  return linesOf(path, readSecretBytes(path));
}

function linesOf(path: string, text: string): readonly TokenLine[] {
  const lines = text === '' ? [] : text.split(/\r?\n/).map((line, index) => readLine(line, `${path}, line ${index + 1}`));
  const names = lines.flatMap(({ token }) => token?.name ?? []);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new StartError('EFILEREFUSED', `${path}: the name ${twice} is there twice; give each token its own`);
  return lines;
}

/** The tokens that a file makes good. @throws as `readTokenList`; StartError, too, where it belongs neither to root nor to who reads it */
export function readTokens(path: string): readonly AdminToken[] {
  const text = readSecretBytes(path, ({ uid }) => ownerFault(path, uid));
  return linesOf(path, text).flatMap(({ token }) => token ?? []);
}

export function tokenLine({ name, role, digest }: AdminToken): string {
  return `${name} ${role} sha256:${digest.toString('hex')}`;
}

function roleNamed(text: string): TokenRole | undefined {
  return tokenRoles.find((role) => role === text);
}

function readLine(text: string, where: string): TokenLine {
  const line = text.trim();
  if (line === '' || line.startsWith('#')) return { text, token: undefined };
  const [, name = '', word = '', digest = ''] = lineForm.exec(line) ?? [];
  // What stands there may be a token by mistake, and is not repeated.
  if (name === '')
    throw new StartError('EFILEREFUSED', `${where}: expected NAME ROLE sha256:DIGEST, as hearthgate tokens add writes it`);
  if (faultOfTokenName(name) !== undefined)
    throw new StartError(
      'EFILEREFUSED',
      `${where}: expected a name of letters, digits, ".", "_" and "-", at most 64, and not ${reservedName}`,
    );
  const role = roleNamed(word);
  if (role === undefined)
    throw new StartError('EFILEREFUSED', `${where}: expected the role ${expectedWords(tokenRoles)} behind the name`);
  return { text, token: { name, role, digest: Buffer.from(digest, 'hex') } };
}
