import { errorText } from '../../domain/text/error-text.ts';
import { drive, type Pace, type Steps } from './drive.ts';
import type { Part, Pass } from './part.ts';

export interface PassOptions extends Pace {
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
  const problems: string[] = [];
  let againInMs: number | undefined;
  const pass: Pass = {
    startedAtMs: options.clock.monotonicMs(),
    fail: (problem) => problems.push(problem),
    againIn: (delayMs) => {
      againInMs = Math.min(delayMs, againInMs ?? delayMs);
    },
  };
  try {
    if (!(await drive(readInSteps(parts, pass), () => options.stopped.aborted, options))) pass.fail('the gateway stops');
  } catch (error) {
    // A fault of the gateway's own; what was good before it stays, and the state grows old.
    problems.push(`reading the panel's files failed: ${errorText(error)}`);
  }
  return { startedAtMs: pass.startedAtMs, problems, againInMs };
}

function* readInSteps(parts: readonly Part<unknown>[], pass: Pass): Steps<void> {
  for (const part of parts) yield* part.read(pass);
}
