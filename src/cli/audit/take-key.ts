import { lstatSync, realpathSync } from 'node:fs';
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
  const { uid, isLink } = lstatOf(data.folder);
  if (isLink && uid !== 0 && uid !== process.getuid?.())
    throw new StartError('EDATASTART', `data: ${data.folder} is a link of another user (uid ${uid}); name the folder itself`);
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
      if (isSameFile(left, to)) throw new StartError('EAUDITSTART', `${to} is in the folder that it is to be taken from`);
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
    startChain(data.folder, to);
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

/** Where no chain begins there is no key of one either: it would be in the way of the next try. */
function startChain(folder: string, to: string): void {
  let hasBegun = false;
  try {
    hasBegun = startChainWith(folder, (key) => keep(to, key));
    if (!hasBegun) throw new StartError('EAUDITSTART', 'a gateway began the chain at the same moment; try again');
  } finally {
    if (!hasBegun) eraseFile(to);
  }
}

function keep(to: string, key: ChainKey): void {
  writeNewKeyFile(to, key);
  syncFolderNow(dirname(to));
}

function lstatOf(path: string): { readonly uid: number; readonly isLink: boolean } {
  const stats = lstatSync(path);
  return { uid: stats.uid, isLink: stats.isSymbolicLink() };
}

/** By another path. A second name of a file may go: the first one stays. */
function isSameFile(one: string, other: string): boolean {
  return realpathSync(one) === realpathSync(other);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
