import type { KeptFailures } from './kept-failures.ts';
import type { Store } from './store.ts';

/** Counters in this process alone; bans and known prefixes outlive a restart in files. */
export function createMemoryStore(kept: KeptFailures): Store {
  return {
    start: async () => kept.start(),
    stop: kept.stop,
    countersFor: (_panel, local) => local,
    status: {
      kind: 'memory',
      isReached: () => true,
      fault: () => undefined,
      questions: () => ({ answered: 0, failed: 0, seconds: 0 }),
    },
  };
}
