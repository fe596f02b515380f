import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['lab/**/*.test.ts'],
    // Tests of the agent, of engines and of kits wait for real programs on what may be a slow machine.
    testTimeout: 120_000,
    hookTimeout: 600_000,
    // Real calls with deadlines are measured: more files at once than processors would only make them wait for each other.
    maxWorkers: '100%',
  },
});
