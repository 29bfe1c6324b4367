import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/program-copy.ts',
    // Bounds, not expectations: what a test waits for is an event, and a machine with a load of ten takes its time.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000, interval: 10 } },
    // No module of the project has state, so that files share what they import. A gateway waits for most of its time.
    isolate: false,
    maxWorkers: availableParallelism() + 5,
    reporters: ['default', ['json', { outputFile: 'coverage/report.json' }]],
  },
});
