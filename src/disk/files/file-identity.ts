import { type BigIntStats, statSync } from 'node:fs';
import { readOrSay } from './read-own-file.ts';

/**
 * Which file lies at a path now; undefined: none does. A name alone does not tell it: the file, or a folder above it, may have been replaced.
 *
 * @throws StartError where it cannot be known
 */
export function fileIdentity(path: string): string | undefined {
  return readOrSay(path, () => identityOf(statSync(path, { bigint: true })));
}

export function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}
