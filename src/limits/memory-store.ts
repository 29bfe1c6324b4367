import { LocalLedger } from './local/local-ledger.ts';
import type { Store } from './store.ts';

/** Counters in this process alone. */
export function createMemoryStore(): Store {
  return {
    start: async () => undefined,
    stop: async () => undefined,
    counters: (_panel, local) => ({
      ledger: new LocalLedger(local),
      failures: local.failures,
      isAlone: () => false,
      counted: ({ limit, ...budget }) => local.limiter.counted(limit, budget),
    }),
    drop: () => undefined,
    status: {
      kind: 'memory',
      isReached: () => true,
      fault: () => undefined,
      questions: () => ({ answered: 0, failed: 0, seconds: 0 }),
    },
  };
}
