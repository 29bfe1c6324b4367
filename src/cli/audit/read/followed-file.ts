import { type FileHandle, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { systemErrorCode } from '../../../domain/text/system-error-code.ts';
import { openToRead } from './open-to-read.ts';

const everyMs = 200;
const chunkBytes = 64 * 1024;
/** More than a record has. */
const maxLineBytes = 64 * 1024;
/** A gateway looks once a second where the name of its file leads: until then it writes into the one that was moved away. */
const quietMs = 2500;

/** A file to which lines are added, and which is moved away and made anew. */
export interface FollowedFile {
  /** Bytes that were in it when it was opened; 0 where it was not there. */
  readonly size: number;
  /** Lines that are added from then on, until it is stopped. One that is not ended is waited for. */
  readonly read: (stopped: AbortSignal) => AsyncIterable<string>;
  readonly close: () => Promise<void>;
}

/** @throws Error of the system, but none where it is not there yet */
export async function openFollowed(path: string): Promise<FollowedFile> {
  let file = await openIfThere(path);
  const size = file === undefined ? 0 : (await file.stat()).size;
  let at = size;
  let begun = '';
  let quietSinceMs: number | undefined;

  /** Undefined: there is nothing new. */
  async function linesOnce(): Promise<readonly string[] | undefined> {
    file ??= await openIfThere(path).catch(() => undefined);
    if (file === undefined) return undefined;
    if ((await file.stat()).size < at) at = 0;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
    at += bytesRead;
    if (bytesRead === 0) {
      await leaveWhenMoved(file);
      return undefined;
    }
    quietSinceMs = undefined;
    const pieces = (begun + buffer.toString('latin1', 0, bytesRead)).split('\n');
    begun = pieces.pop() ?? '';
    if (begun.length > maxLineBytes) begun = '';
    return pieces;
  }

  /** The one that was moved away is written on until the next is there, and a moment longer. */
  async function leaveWhenMoved(opened: FileHandle): Promise<void> {
    const nowMs = performance.now();
    if (!(await isAnotherAt(path, opened))) quietSinceMs = undefined;
    else if (quietSinceMs === undefined) quietSinceMs = nowMs;
    else if (nowMs - quietSinceMs >= quietMs) {
      await opened.close();
      file = undefined;
      [at, begun, quietSinceMs] = [0, '', undefined];
    }
  }

  return {
    size,
    async *read(stopped) {
      while (!stopped.aborted) {
        const lines = await linesOnce();
        if (lines !== undefined) yield* lines;
        // It rejects when it is stopped, which the loop sees for itself.
        else await pause(everyMs, undefined, { signal: stopped }).catch(() => undefined);
      }
    },
    close: async () => file?.close(),
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await openToRead(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isAnotherAt(path: string, file: FileHandle): Promise<boolean> {
  try {
    const [now, opened] = await Promise.all([stat(path), file.stat()]);
    return now.ino !== opened.ino || now.dev !== opened.dev;
  } catch {
    // It was moved away, and the next one is not there yet.
    return false;
  }
}
