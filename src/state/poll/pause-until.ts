import { setTimeout as pause } from 'node:timers/promises';

/** Resolves after this many milliseconds, or when the signal is aborted; never rejects. */
export async function pauseUntil(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(delayMs, undefined, { signal });
  } catch {
    // The caller that aborted knows.
  }
}
