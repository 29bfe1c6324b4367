import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { diskFault } from '../../disk/files/disk-fault.ts';
import { folderFault } from '../../disk/files/folder-fault.ts';
import type { Log } from '../../domain/log.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { StartError } from '../../domain/start-error.ts';
import { beginRun, verificationKeyName } from '../../observe/chain/chain-folder.ts';
import type { ChainKey } from '../../observe/chain/chain-key.ts';

/**
 * The key of this run of the gateway; undefined: the lines of the audit log are to be in no chain, or there is no folder for its keys.
 *
 * @throws StartError where there is one, and it cannot be used
 */
export function chainKeyOf({ audit, data }: Pick<Settings, 'audit' | 'data'>, log: Log): ChainKey | undefined {
  if (!audit.chain) return undefined;
  const fault = folderFault(data.folder);
  if (fault?.isMissing === true && !data.isRequired) {
    log.warn(
      `the lines of the audit log are in no chain, and nothing proves that none is missing: ${data.folder} ${fault.words}; or name another folder in data, or set audit.chain to false`,
    );
    return undefined;
  }
  if (fault !== undefined) throw new StartError('EDATASTART', `data: ${data.folder} ${fault.words}`);
  try {
    const key = beginRun(data.folder);
    const left = join(data.folder, verificationKeyName);
    if (lstatSync(left, { throwIfNoEntry: false }) !== undefined)
      log.warn(
        `${left} proves the audit log, and whoever becomes the gateway could read it: take it away with hearthgate audit key`,
      );
    return key;
  } catch (error) {
    if (error instanceof StartError) throw error;
    const words = `data: the keys of the audit log cannot be kept in ${data.folder}: ${diskFault(error)}`;
    throw new StartError('EDATASTART', words, { cause: error });
  }
}
