import type { Stats } from 'node:fs';
import { othersMayWrite } from './others-may-write.ts';

const othersRead = 0o004;

/**
 * What others than a file's owner and its group may do with a secret.
 *
 * @returns `fault`: they may put their own in its place; `warning`: they may read it. In words, to stand behind the file's name
 */
export function secretAccess(path: string, stats: Stats): { readonly fault?: string; readonly warning?: string } {
  const fault = othersMayWrite(path, stats, 'o-rwx');
  if (fault !== undefined) return { fault };
  return (stats.mode & othersRead) === 0 ? {} : { warning: `may be read by every user of this machine; chmod o-rwx ${path}` };
}
