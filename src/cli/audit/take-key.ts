import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSettingsFile } from '../../config/resolve/read-settings-file.ts';
import { diskFault } from '../../disk/files/disk-fault.ts';
import { folderFault } from '../../disk/files/folder-fault.ts';
import { StartError } from '../../domain/start-error.ts';
import { newestKey, startChainWith, verificationKeyName } from '../../observe/chain/chain-folder.ts';
import type { ChainKey } from '../../observe/chain/chain-key.ts';
import { eraseFile, syncFolderNow, writeNewKeyFile } from '../../observe/chain/key-file.ts';
import { readChainKey } from '../../observe/chain/read-chain-key.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { Terminal } from '../../terminal/terminal.ts';

export interface TakeKeyOptions {
  readonly to: string;
  readonly config: string;
}

/**
 * Moves the verification key of the audit log to where the gateway cannot read it, and begins the chain where there is none.
 *
 * @returns the exit code
 */
export async function takeKey({ to, config }: TakeKeyOptions, { stdout, env }: Terminal): Promise<number> {
  const { data } = await readSettingsFile(config, env);
  const fault = folderFault(data.folder);
  if (fault !== undefined) throw new StartError('EDATASTART', `data: ${data.folder} ${fault.words}`);
  const left = join(data.folder, verificationKeyName);
  try {
    if (isThere(left)) {
      const key = readChainKey(left);
      if (!isThere(to)) keep(to, key);
      else if (readChainKey(to).chain !== key.chain)
        throw new StartError(
          'EAUDITSTART',
          `${to} is the key of another chain, which proves the lines of before; name another file with --to`,
        );
      eraseFile(left);
      stdout.write(`${to} is the key by which hearthgate audit verify proves the audit log\n`);
      return exitCode.ok;
    }
    if (newestKey(data.folder) !== undefined) {
      stdout.write('the key was taken away before\n');
      return exitCode.nothing;
    }
    if (isThere(to))
      throw new StartError('EAUDITSTART', `${to} is there already; name another file with --to for the chain that begins`);
    if (!startChainWith(data.folder, (key) => keep(to, key))) {
      eraseFile(to);
      throw new StartError('EAUDITSTART', 'a gateway began the chain at the same moment; try again');
    }
    stdout.write(
      `${to} is the key by which hearthgate audit verify proves the audit log, which the next start of the gateway begins\n`,
    );
    return exitCode.ok;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError('EAUDITSTART', `the key cannot be moved from ${data.folder} to ${to}: ${diskFault(error)}`, {
      cause: error,
    });
  }
}

function keep(to: string, key: ChainKey): void {
  writeNewKeyFile(to, key);
  syncFolderNow(dirname(to));
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
