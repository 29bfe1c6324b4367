import { statSync } from 'node:fs';
import { readAdminAlone } from '../../config/resolve/read-admin-alone.ts';
import { readSettingsFile } from '../../config/resolve/read-settings-file.ts';
import { readTokenList, type TokenLine } from '../../config/secrets/token-list.ts';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { StartError } from '../../domain/start-error.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** The file of tokens that a configuration names, as it is now. */
export interface TokensFile {
  readonly path: string;
  /** None where it is not there yet. */
  readonly lines: readonly TokenLine[];
}

const newMode = 0o640;

/** @throws StartError where the configuration names none, or what is in it is wrong; ConfigurationError */
export async function openTokensFile(config: string, { env }: Terminal): Promise<TokensFile> {
  const path = await pathIn(config, env);
  if (path === undefined)
    throw new StartError(
      'EFILEREFUSED',
      `${config} names no file of tokens; write admin: { tokensFile: /etc/hearthgate/admin.tokens }`,
    );
  return { path, lines: linesOf(path) };
}

/** Writes the whole file anew. Who may read it stays; a new one gets the read rights of the configuration. */
export async function writeTokensFile({ path, lines }: TokensFile, config: string): Promise<void> {
  const known = statSync(path, { throwIfNoEntry: false });
  const { uid, gid } = known ?? statSync(config);
  const mode = known?.mode ?? newMode;
  const content = lines.map(({ text }) => `${text}\n`).join('');
  await replaceFile(path, { content, mode: mode & 0o777, owner: { uid, gid } });
}

async function pathIn(config: string, env: Terminal['env']): Promise<string | undefined> {
  try {
    return (await readSettingsFile(config, env)).admin?.tokensFile;
  } catch (error) {
    // Faults of other settings are not in the way.
    const admin = await readAdminAlone(config, env);
    if (admin?.tokensFile === undefined) throw error;
    return admin.tokensFile;
  }
}

function linesOf(path: string): readonly TokenLine[] {
  try {
    return readTokenList(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
