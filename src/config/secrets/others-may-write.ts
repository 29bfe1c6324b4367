import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

const othersWrite = 0o002;
const sticky = 0o1000;

/**
 * Whether others than a file's owner and its group may change what is in it, or put a file of their own in its place.
 *
 * @param revoked what to take from others, as chmod has it
 * @returns that they may, and what to change, to stand behind the file's name; undefined: they may not
 */
export function othersMayWrite(path: string, { mode }: Stats, revoked: 'o-w' | 'o-rwx' = 'o-w'): string | undefined {
  if ((mode & othersWrite) !== 0) return `may be written by every user of this machine; chmod ${revoked} ${path}`;
  const folder = dirname(path);
  const { mode: folderMode } = statSync(folder);
  // In a folder such as /tmp only its owner may replace a file.
  if ((folderMode & othersWrite) === 0 || (folderMode & sticky) !== 0) return undefined;
  return `may be replaced by every user of this machine, who may write in its folder; chmod o-w ${folder}`;
}
