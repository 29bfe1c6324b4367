import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { ByteString } from '../../domain/call/call.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { type FileLook, stampOf } from './look-at-file.ts';

export interface ReadBounds {
  readonly maxBytes: number;
  /** What to do with a longer file: refuse it, or read its first `maxBytes`. */
  readonly longer: 'refuse' | 'cut';
  readonly links: 'refuse' | 'follow';
}

export type BoundedRead =
  | { readonly kind: 'text'; readonly text: ByteString }
  /** It is being written, or another file took its place since it was looked at. */
  | { readonly kind: 'changing' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly code: string };

/** Reads the very file that was looked at, in whole or not at all. Never blocks, even where the name leads to a FIFO, a link or a device by now. */
export function readBoundedFile(path: string, seen: FileLook, bounds: ReadBounds): BoundedRead {
  const linkFlag = bounds.links === 'refuse' ? constants.O_NOFOLLOW : 0;
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | linkFlag);
  } catch (error) {
    return asRead(error);
  }
  try {
    return readOpened(descriptor, seen, bounds);
  } catch (error) {
    return asRead(error);
  } finally {
    closeSync(descriptor);
  }
}

function readOpened(descriptor: number, seen: FileLook, bounds: ReadBounds): BoundedRead {
  const before = fstatSync(descriptor);
  if (!isSame(before, seen)) return { kind: 'changing' };
  if (before.size > bounds.maxBytes && bounds.longer === 'refuse')
    return { kind: 'unusable', code: `over ${bounds.maxBytes} bytes` };
  // A buffer of its own, not a piece of the shared pool, so that a secret can be wiped from it.
  const buffer = Buffer.alloc(Math.min(before.size, bounds.maxBytes));
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read) {
    read = readSync(descriptor, buffer, length, buffer.length - length, length);
  }
  const text = buffer.toString('latin1', 0, length);
  buffer.fill(0);
  const whole = length === buffer.length && isSame(fstatSync(descriptor), seen);
  return whole ? { kind: 'text', text } : { kind: 'changing' };
}

function isSame(stats: Stats, seen: FileLook): boolean {
  return stats.isFile() && stampOf(stats) === seen.stamp;
}

function asRead(error: unknown): BoundedRead {
  const code = systemErrorCode(error);
  return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unusable', code };
}
