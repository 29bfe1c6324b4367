import { createMemoryStore } from '../../src/limits/memory-store.ts';
import { localPanelWith } from '../support/ledger.ts';
import { describeStore } from './store-contract.ts';

describeStore('in memory', async (options) => {
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs };
  const counters = createMemoryStore().counters('main', localPanelWith({ clock, ...options }));
  return {
    counters: () => counters,
    pass: async (ms) => {
      nowMs += ms;
    },
    settle: async () => undefined,
    close: async () => undefined,
  };
});
