import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { Part, Pass } from './part.ts';

export interface PassOptions {
  readonly clock: Clock;
  readonly sliceMs: number;
  /** Ends the pass between two files; it is then not complete. */
  readonly stopped: AbortSignal;
}

export interface PassResult {
  readonly startedAtMs: number;
  /** What could not be read, in words. Empty: the pass is complete. */
  readonly problems: readonly string[];
  /** Undefined: as usual. */
  readonly againInMs: number | undefined;
}

/** Reads every part anew, in slices between which others are served. Never throws. */
export async function runPass(parts: readonly Part<unknown>[], options: PassOptions): Promise<PassResult> {
  const { clock, sliceMs, stopped } = options;
  const problems: string[] = [];
  let againInMs: number | undefined;
  const pass: Pass = {
    startedAtMs: clock.monotonicMs(),
    fail: (problem) => problems.push(problem),
    againIn: (delayMs) => {
      againInMs = Math.min(delayMs, againInMs ?? delayMs);
    },
  };
  try {
    for (const part of parts) await readInSlices(part.read(pass));
  } catch (error) {
    // A fault of the gateway's own; what was good before it stays, and the state grows old.
    problems.push(`reading the panel's files failed: ${String(error)}`);
  }
  return { startedAtMs: pass.startedAtMs, problems, againInMs };

  async function readInSlices(reading: Generator<undefined, void>): Promise<void> {
    let sliceEndsMs = clock.monotonicMs() + sliceMs;
    while (reading.next().done !== true) {
      if (stopped.aborted) return pass.fail('the gateway stops');
      if (clock.monotonicMs() < sliceEndsMs) continue;
      await othersFirst();
      sliceEndsMs = clock.monotonicMs() + sliceMs;
    }
  }
}
