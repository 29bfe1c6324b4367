import type { Clock } from '../../domain/clock.ts';
import { Throttle } from '../../throttle/throttle.ts';

const everyMs = 10_000;

/**
 * Asks for a new reading ahead of time, at most once in ten seconds: a key that is unknown, or has another secret, may have been made or
 * changed a moment ago. Guesses at keys cause no more readings than that, and no call waits for one.
 */
export function createEarlyRefresh(clock: Clock, refresh: () => Promise<void>): () => void {
  const throttle = new Throttle({ times: 1, perMs: everyMs, clock });
  return () => {
    void throttle.take().then((isFirst) => (isFirst ? refresh() : undefined));
  };
}
