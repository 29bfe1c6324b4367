import { writeSync } from 'node:fs';
import { systemErrorCode } from '../domain/text/system-error-code.ts';
import { errorText } from '../domain/text/error-text.ts';

export interface WrittenBytes {
  readonly written: number;
  /** What kept the rest out; undefined: nothing is left. */
  readonly error: Error | undefined;
}

const napMs = 10;

/**
 * Writes what can be written.
 *
 * @param patienceMs how long the whole thread waits for a reader that does not keep up; only where nothing else is left to be done
 */
export function writeBytes(descriptor: number, bytes: Buffer, patienceMs = 0): WrittenBytes {
  let written = 0;
  let napsLeft = Math.floor(patienceMs / napMs);
  while (written < bytes.length) {
    try {
      const added = writeSync(descriptor, bytes, written);
      if (added === 0) return { written, error: new Error('nothing was written') };
      written += added;
    } catch (error) {
      if (systemErrorCode(error) !== 'EAGAIN' || napsLeft === 0) return { written, error: asError(error) };
      napsLeft -= 1;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, napMs);
    }
  }
  return { written, error: undefined };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(errorText(error));
}
