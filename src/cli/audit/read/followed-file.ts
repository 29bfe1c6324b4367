import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const everyMs = 200;
const chunkBytes = 64 * 1024;
/** More than a record has. */
const maxLineBytes = 64 * 1024;

/** A file to which lines are added, and which is moved away and made anew. */
export interface FollowedFile {
  /** Bytes that were in it when it was opened. */
  readonly size: number;
  /** Lines that are added from then on, until it is stopped. One that is not ended is waited for. */
  readonly read: (stopped: AbortSignal) => AsyncIterable<string>;
  readonly close: () => Promise<void>;
}

/** @throws Error of the system */
export async function openFollowed(path: string): Promise<FollowedFile> {
  let file: FileHandle | undefined = await open(path, 'r');
  const { size } = await file.stat();
  let at = size;
  let begun = '';

  /** Undefined: there is nothing new. */
  async function linesOnce(): Promise<readonly string[] | undefined> {
    file ??= await open(path, 'r').catch(() => undefined);
    if (file === undefined) return undefined;
    // Before the last bytes are read: what is written after it was moved goes into the new one.
    const isMoved = !(await leadsTo(path, file));
    if ((await file.stat()).size < at) at = 0;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
    at += bytesRead;
    if (bytesRead === 0 && isMoved) {
      await file.close();
      file = undefined;
      [at, begun] = [0, ''];
    }
    if (bytesRead === 0) return undefined;
    const pieces = (begun + buffer.toString('latin1', 0, bytesRead)).split('\n');
    begun = pieces.pop() ?? '';
    if (begun.length > maxLineBytes) begun = '';
    return pieces;
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

async function leadsTo(path: string, file: FileHandle): Promise<boolean> {
  try {
    const [now, opened] = await Promise.all([stat(path), file.stat()]);
    return now.ino === opened.ino && now.dev === opened.dev;
  } catch {
    // It is gone, and the next one is not there yet.
    return false;
  }
}
