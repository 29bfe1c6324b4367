import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';

export interface SliceOptions {
  readonly clock: Clock;
  /** True: nothing else has to run meanwhile. */
  readonly isUrgent: () => boolean;
}

/** So long nothing else runs at a time. */
const sliceMs = 2;
/** So many times as long everything else runs before the next slice: it costs a tenth of the time at most. */
const restFactor = 9;
/** How many pieces are made before the clock is asked. */
const batch = 64;

/** Makes a long text of many pieces without stopping everything else: it is handed on in slices, with a rest after each. */
export async function* inSlices(pieces: Iterable<string>, { clock, isUrgent }: SliceOptions): AsyncGenerator<string> {
  let text = '';
  let count = 0;
  let beganAtMs = clock.monotonicMs();
  for (const piece of pieces) {
    text += piece;
    count += 1;
    if (count % batch !== 0 || isUrgent()) continue;
    const tookMs = clock.monotonicMs() - beganAtMs;
    if (tookMs < sliceMs) continue;
    yield text;
    text = '';
    await pause(tookMs * restFactor);
    beganAtMs = clock.monotonicMs();
  }
  yield text;
}
