import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

const othersRead = 0o004;
const othersWrite = 0o002;
const sticky = 0o1000;

/**
 * What others than a file's owner and its group may do with a secret.
 *
 * @returns `fault`: they may put their own in its place; `warning`: they may read it. In words, to stand behind the file's name
 */
export function secretAccess(path: string, stats: Stats): { readonly fault?: string; readonly warning?: string } {
  if ((stats.mode & othersWrite) !== 0) return { fault: `may be written by every user of this machine; chmod o-rwx ${path}` };
  const folder = dirname(path);
  const { mode } = statSync(folder);
  // In a folder such as /tmp only its owner may replace a file.
  if ((mode & othersWrite) !== 0 && (mode & sticky) === 0)
    return { fault: `may be replaced by every user of this machine, who may write in its folder; chmod o-w ${folder}` };
  return (stats.mode & othersRead) === 0 ? {} : { warning: `may be read by every user of this machine; chmod o-rwx ${path}` };
}
