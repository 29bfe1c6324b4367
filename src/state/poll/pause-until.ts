import { setTimeout as pause } from 'node:timers/promises';

/** Resolves after so many milliseconds, or when the signal is given; never rejects. */
export async function pauseUntil(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(delayMs, undefined, { signal });
  } catch {
    // Whoever gave the signal knows; nothing is left to wait for.
  }
}
