import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Bounds, not expectations: what a test waits for is an event, and a machine with a load of ten takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 10 } },
    reporters: ['default', ['json', { outputFile: 'coverage/report.json' }]],
  },
});
