import { defineConfig } from 'vitest/config'

const JOURNEYS = 'e2e/**/*.journey.ts'

/** One project a kind of test: `vitest run --project rules`; `scripts/test.ts` runs them in order. */
export default defineConfig({
  test: {
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'rules', include: ['src/**/*.rule.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.rule.test.ts', 'src/architecture.test.ts'],
          globalSetup: 'src/platform/testing/global_setup.ts',
          // A transaction of another test's database may hold the change log back for a while on a busy machine.
          expect: { poll: { timeout: 30_000 } },
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      { extends: true, test: { name: 'architecture', include: ['src/architecture.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: [JOURNEYS],
          globalSetup: 'e2e/global_setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
