import { type Stats, statSync } from 'node:fs';
import { readOrSay } from './read-own-file.ts';

/** Tells whether a file is still the same one, and was not written to. @throws StartError */
export function fileStamp(path: string): Pick<Stats, 'ino' | 'mtimeMs' | 'size'> {
  return readOrSay(path, () => statSync(path)) ?? { ino: 0, mtimeMs: 0, size: 0 };
}
