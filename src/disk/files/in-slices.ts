import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';

export interface SliceOptions {
  readonly clock: Clock;
  /** True: nothing else has to run meanwhile. */
  readonly isUrgent: () => boolean;
}

/** Length of one slice. */
const sliceMs = 2;
/**
 * The rest after a slice, in lengths of the slice. So slices cost at most a tenth of the time, encoding, writing and garbage collection included, which
 * are about a third as much again and are not measured here.
 */
const restFactor = 16;
/** How many pieces are made before the clock is asked. */
const batch = 64;

/** Makes a long text of many pieces without stopping everything else: it is handed on in slices, with a rest after each. */
export async function* inSlices(pieces: Iterable<string>, { clock, isUrgent }: SliceOptions): AsyncGenerator<string> {
  let made: string[] = [];
  let beganAtMs = clock.monotonicMs();
  for (const piece of pieces) {
    made.push(piece);
    if (made.length % batch !== 0 || isUrgent() || clock.monotonicMs() - beganAtMs < sliceMs) continue;
    // In one piece: the writer would have to join it otherwise, which is not measured here.
    const text = made.join('');
    const tookMs = clock.monotonicMs() - beganAtMs;
    made = [];
    yield text;
    await pause(tookMs * restFactor);
    beganAtMs = clock.monotonicMs();
  }
  yield made.join('');
}
