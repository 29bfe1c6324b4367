import { lstatSync, type Stats, statSync } from 'node:fs';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';

/** What is known of a file without opening it. */
export interface FileLook {
  readonly kind: 'file';
  /** Another one where the file has changed or another file has taken its place. */
  readonly stamp: string;
  readonly size: number;
  /** The change time, by the file system's clock: the file's owner cannot set it. */
  readonly changedAtMs: number;
  readonly isWritableByOthers: boolean;
}

export type Look =
  | FileLook
  | { readonly kind: 'missing' }
  | { readonly kind: 'link' }
  | { readonly kind: 'no-file' }
  | { readonly kind: 'unusable'; readonly code: string };

export function lookAtFile(path: string, links: 'refuse' | 'follow'): Look {
  try {
    const stats = links === 'follow' ? statSync(path) : lstatSync(path);
    if (stats.isSymbolicLink()) return { kind: 'link' };
    if (!stats.isFile()) return { kind: 'no-file' };
    const isWritableByOthers = (stats.mode & 0o002) !== 0;
    return { kind: 'file', stamp: stampOf(stats), size: stats.size, changedAtMs: stats.ctimeMs, isWritableByOthers };
  } catch (error) {
    const code = systemErrorCode(error);
    // ENOTDIR: a folder on the way has become a file, so there is no such file either.
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unusable', code };
  }
}

export function stampOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mode}:${stats.mtimeMs}:${stats.ctimeMs}`;
}
