import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type Seal, sealOf } from './sealed-line.ts';

/** More than several lines have. */
const tailBytes = 256 * 1024;

/** The last line of a chain in these files, the newest first; undefined: they have none, or cannot be read. */
export function lastSealed(paths: readonly string[]): Seal | undefined {
  for (const path of paths) {
    const lines = tailOf(path).split('\n').toReversed();
    for (const line of lines) {
      const seal = sealOf(line);
      if (seal !== undefined) return seal;
    }
  }
  return undefined;
}

function tailOf(path: string): string {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) return '';
      const bytes = Buffer.alloc(Math.min(stats.size, tailBytes));
      return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, bytes.length, stats.size - bytes.length));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // It says more where it can be read, and a missing file is an ordinary thing.
    return '';
  }
}
