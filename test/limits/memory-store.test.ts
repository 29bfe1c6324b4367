import { MemoryFailures } from '../../src/limits/memory-failures.ts';
import { MemoryLimiter } from '../../src/limits/memory-limiter.ts';
import { describeStore } from './store-contract.ts';

describeStore('in memory', async () => {
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs };
  const counters = { limiter: new MemoryLimiter(clock, 1000), failures: new MemoryFailures(clock, 1000) };
  return {
    counters: () => counters,
    pass: async (ms) => {
      nowMs += ms;
    },
    settle: async () => undefined,
    close: async () => undefined,
  };
});
