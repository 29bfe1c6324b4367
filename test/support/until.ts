import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until something is so.
 *
 * @returns after how many milliseconds it was
 * @throws Error where it is not within this time
 */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<number> {
  const beganMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - beganMs > withinMs) throw new Error(`not so within ${withinMs} ms: ${isSo.toString()}`);
    await pause(10);
  }
  return performance.now() - beganMs;
}
