import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A pipe whose reader reads only when it is told to. */
export interface UnreadPipe {
  /** For the process that writes; the test closes its own copy when that has started. */
  readonly writeEnd: number;
  readonly started: () => void;
  /** What the pipe holds at this moment. */
  readonly read: () => string;
  /** The reader leaves. */
  readonly leave: () => void;
  readonly remove: () => void;
}

export function openUnreadPipe(): UnreadPipe {
  const folder = mkdtempSync(join(tmpdir(), 'pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('/usr/bin/mkfifo', [path]);
  const open = new Set<number>();
  const opened = (flags: number): number => {
    const descriptor = openSync(path, flags);
    open.add(descriptor);
    return descriptor;
  };
  const close = (descriptor: number): void => {
    if (open.delete(descriptor)) closeSync(descriptor);
  };
  const readEnd = opened(constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = opened(constants.O_WRONLY);
  return {
    writeEnd,
    started: () => close(writeEnd),
    read: () => readAll(readEnd),
    leave: () => close(readEnd),
    remove: () => {
      for (const descriptor of open) close(descriptor);
      rmSync(folder, { recursive: true });
    },
  };
}

function readAll(descriptor: number): string {
  const piece = Buffer.alloc(65_536);
  let text = '';
  try {
    for (let bytes = readSync(descriptor, piece); bytes > 0; bytes = readSync(descriptor, piece)) {
      text += piece.toString('latin1', 0, bytes);
    }
  } catch (error) {
    // Empty, and the writer is there.
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
  }
  return text;
}
