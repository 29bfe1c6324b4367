import { setTimeout as pause } from 'node:timers/promises';
import { readMetric } from './read-metric.ts';

const everyMs = 10;

/** Resolves when the gateway says that it counts in Redis; rejects after `withinMs`. */
export async function untilStoreIsReached(adminSocket: string, withinMs: number): Promise<void> {
  const giveUpAtMs = performance.now() + withinMs;
  while (!(await isStoreReached(adminSocket))) {
    if (performance.now() > giveUpAtMs) throw new Error(`the gateway did not count in Redis within ${withinMs} ms`);
    await pause(everyMs);
  }
}

export async function isStoreReached(adminSocket: string): Promise<boolean> {
  return (await readMetric(adminSocket, 'hearthgate_store_reached')) === 1;
}
