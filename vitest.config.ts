import { defineConfig } from 'vitest/config';

// `forks` only: Temporal's native bridge crashes in worker threads as soon as two files use it.
const tier = (
  name: string,
  include: string[],
  options: { timeout?: number; files?: boolean; setup?: string[] } = {},
) => ({
  test: {
    name,
    include,
    pool: 'forks' as const,
    testTimeout: options.timeout ?? 10_000,
    hookTimeout: options.timeout ?? 10_000,
    fileParallelism: options.files ?? true,
    ...(options.setup === undefined ? {} : { globalSetup: options.setup }),
  },
});

export default defineConfig({
  test: {
    reporters: ['default', './test/support/count-reporter.ts'],
    projects: [
      tier('unit', ['src/**/*.test.ts']),
      tier('integration', ['test/integration/**/*.test.ts'], { timeout: 60_000 }),
      tier('types', ['test/types/**/*.test.ts'], { timeout: 120_000 }),
      tier('replay', ['test/replay/**/*.test.ts'], { timeout: 120_000 }),
      // One file at a time: each starts a Temporal server and workers of its own, and these machines have two cores.
      tier('timers', ['test/timers/**/*.test.ts'], {
        timeout: 120_000,
        files: false,
        setup: ['test/support/time-skipping-setup.ts'],
      }),
      tier('e2e', ['test/e2e/**/*.test.ts'], {
        timeout: 300_000,
        files: false,
        setup: ['test/support/temporal-setup.ts'],
      }),
    ],
  },
});
