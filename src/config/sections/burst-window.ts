import { burstWindows } from '../../domain/policy/burst-windows.ts';

interface BurstRate {
  readonly perMs: number;
  readonly burst: number;
}

/** A burst's window has to be shorter than 2^31 ms, too. */
export function isTooLongForBurst({ perMs, burst }: BurstRate): boolean {
  return burst > 0 && perMs * burstWindows >= 2 ** 31;
}

export const maxBurstPerText = '214748s (59h is the longest in hours)';

export const longBurstPerText = `expected at most ${maxBurstPerText}, because a burst comes back after ten times as long; shorten it, or leave burst out`;
