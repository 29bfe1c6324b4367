import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';

/**
 * Work in steps: it yields after each, so that others can be served between. A generator does nothing until it is driven, so a function that
 * gives one is called `…InSteps`, and a test holds that each such call goes to `drive` or to `yield*`.
 */
export type Steps<Result> = Generator<undefined, Result>;

export interface Pace {
  readonly clock: Clock;
  /** The longest slice of steps without serving others. */
  readonly sliceMs: number;
}

/**
 * Takes the steps one after the other, in slices between which others are served. However it ends (done, stopped, by an error), the generator
 * is closed, so that its `finally` releases what it holds.
 *
 * @param isStopped asked before each step
 * @returns whether all steps were taken; false: it was stopped
 */
export async function drive(reading: Steps<void>, isStopped: () => boolean, { clock, sliceMs }: Pace): Promise<boolean> {
  if (isStopped()) return false;
  let sliceEndsMs = clock.monotonicMs() + sliceMs;
  // Leaving this loop early closes the generator.
  for (const _ of reading) {
    if (isStopped()) return false;
    if (clock.monotonicMs() < sliceEndsMs) continue;
    await othersFirst();
    if (isStopped()) return false;
    sliceEndsMs = clock.monotonicMs() + sliceMs;
  }
  return true;
}
