import { randomBytes } from 'node:crypto';
import { faultOfTokenName, tokenLine } from '../../config/secrets/token-list.ts';
import type { TokenRole } from '../../domain/policy/admin-token.ts';
import { digestOf } from '../../domain/secret.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { openTokensFile, writeTokensFile } from './tokens-file.ts';

const randomBytesOfToken = 24;

export interface NewToken {
  readonly config: string;
  readonly name: string;
  readonly role: TokenRole;
}

/** Makes a token, keeps its digest, and prints it: it cannot be shown again. @returns the exit code */
export async function tokensAdd({ config, name, role }: NewToken, terminal: Terminal): Promise<number> {
  const fault = faultOfTokenName(name);
  if (fault !== undefined) throw new UsageError(fault);
  const file = await openTokensFile(config, terminal);
  if (file.lines.some(({ token }) => token?.name === name)) {
    terminal.stderr.write(`hearthgate: there is a token ${name} already; remove it first, or take another name\n`);
    return exitCode.nothing;
  }
  const secret = `hgt_${randomBytes(randomBytesOfToken).toString('base64url')}`;
  const token = { name, role, digest: digestOf(secret) };
  await writeTokensFile({ ...file, lines: [...file.lines, { text: tokenLine(token), token }] }, config);
  terminal.stdout.write(`${secret}\n`);
  terminal.stderr.write('It is not shown again. Put it in force: hearthgate reload\n');
  return exitCode.ok;
}
