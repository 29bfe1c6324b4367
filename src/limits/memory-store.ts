import { LocalLedger } from './local/local-ledger.ts';
import type { LocalPanel } from './local/local-panel.ts';
import type { Counters, Store } from './store.ts';

/** Counters in this process alone. */
export function createMemoryStore(panels: ReadonlyMap<string, LocalPanel>): Store {
  const counters = new Map(
    [...panels].map(([name, local]): [string, Counters] => [name, { ledger: new LocalLedger(local), failures: local.failures }]),
  );
  return {
    start: async () => undefined,
    stop: async () => undefined,
    counters: (panel) => {
      const found = counters.get(panel);
      if (found === undefined) throw new RangeError(`no panel is called ${panel}`);
      return found;
    },
    status: {
      kind: 'memory',
      isReached: () => true,
      fault: () => undefined,
      questions: () => ({ answered: 0, failed: 0, seconds: 0 }),
    },
  };
}
