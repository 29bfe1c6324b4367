import type { StateFault } from '../../domain/panel/panel-state.ts';
import type { Steps } from './drive.ts';

/** One part of the panel's files, read again in every pass. */
export interface Part<Value> {
  /** Reads what has changed, a step for each file; `runPass` drives it. A part that could not be read tells `pass.fail` and keeps what it had. */
  readonly read: (pass: Pass) => Steps<void>;
  /** What was read last; undefined while it never could be. The same object as long as nothing has changed. */
  readonly value: () => Value | undefined;
  /** What of it cannot be known. Without it: it is known as a whole, or not at all. */
  readonly fault?: () => StateFault | undefined;
  /** Parts that allow less than expected, in words. */
  readonly notices?: () => readonly string[];
  /** All that is odd in the part, in words, with what `fault` and `notices` say. */
  readonly warnings: () => readonly string[];
}

/** One pass over the panel's files. */
export interface Pass {
  /** When it began, by the monotonic clock. */
  readonly startedAtMs: number;
  /** The pass is not complete: says what is missing and what to do. */
  readonly fail: (problem: string) => void;
  /** Schedules another pass, because a file was not settled or a grace period ends. */
  readonly againIn: (delayMs: number) => void;
}
