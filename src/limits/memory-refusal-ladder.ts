import { prefixOf } from '../domain/address.ts';
import type { Clock } from '../domain/clock.ts';
import type { RefusalLadder } from '../domain/refusal-ladder.ts';

interface Window {
  readonly startedAtMs: number;
  refusals: number;
}

const windowMs = 60_000;
const textAbove = 30;
const closedAbove = 300;

/** Counts in fixed windows of a minute. Beyond `maxEntries` the address that was refused longest ago is forgotten. */
export function createMemoryRefusalLadder(options: {
  readonly clock: Clock;
  readonly ipv6Prefix: number;
  readonly maxEntries: number;
}): RefusalLadder {
  const windows = new Map<string, Window>();
  const current = (prefix: string): Window | undefined => {
    const window = windows.get(prefix);
    return window === undefined || options.clock.monotonicMs() - window.startedAtMs >= windowMs ? undefined : window;
  };
  return {
    refused: (address) => {
      const prefix = prefixOf(address, options.ipv6Prefix);
      const window = current(prefix) ?? { startedAtMs: options.clock.monotonicMs(), refusals: 0 };
      window.refusals += 1;
      windows.delete(prefix);
      windows.set(prefix, window);
      if (windows.size > options.maxEntries) forgetOldest(windows);
    },
    rungOf: (address) => {
      const refusals = windows.size === 0 ? 0 : (current(prefixOf(address, options.ipv6Prefix))?.refusals ?? 0);
      if (refusals > closedAbove) return 'closed';
      return refusals > textAbove ? 'text' : 'dialect';
    },
  };
}

function forgetOldest(windows: Map<string, Window>): void {
  for (const oldest of windows.keys()) {
    windows.delete(oldest);
    return;
  }
}
