import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

export interface OpenFile {
  readonly descriptor: number;
  /** Which file it is, whatever it is called by now. */
  readonly device: bigint;
  readonly inode: bigint;
  /** Its last byte is no line feed: the last write was cut off. */
  readonly endsWithinLine: boolean;
}

// Never waits and never follows a link, whatever the name has become. Read as well, for the last byte.
const flags =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const mode = 0o640;
const lineFeed = 0x0a;

/**
 * Opens a file for lines to be added to it, and makes it where it is missing.
 *
 * @throws Error for what cannot be opened, and for pipes, which would lose lines or stop the gateway
 */
export function openForAppending(path: string): OpenFile {
  const descriptor = openSync(path, flags, mode);
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile() && !stats.isCharacterDevice()) throw new Error(`${path} is no ordinary file; name one`);
    const endsWithinLine = stats.isFile() && stats.size > 0n && lastByte(descriptor, stats.size) !== lineFeed;
    return { descriptor, device: stats.dev, inode: stats.ino, endsWithinLine };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function lastByte(descriptor: number, size: bigint): number | undefined {
  const byte = Buffer.alloc(1);
  return readSync(descriptor, byte, 0, 1, size - 1n) === 1 ? byte[0] : undefined;
}
