import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages}/*/**/*.test.ts', '{testkit,scripts,bench}/**/*.test.ts'],
    globalSetup: ['./scripts/sync-console.ts'],
    setupFiles: ['./scripts/seed-properties.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/summary-reporter.ts'],
  },
});
