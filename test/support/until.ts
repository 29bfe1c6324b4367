import { setTimeout as pause } from 'node:timers/promises';

/** A bound, not an expectation: a busy machine takes its time. */
const withinMs = 60_000;

/**
 * Waits until something is so.
 *
 * @throws Error where it is not after a minute
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const beganMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - beganMs > withinMs) throw new Error(`not so within ${withinMs} ms: ${isSo.toString()}`);
    await pause(5);
  }
}
