import { defineConfig } from 'vitest/config';

const conditions = ['tsmove:source'];
const live = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

export default defineConfig({
  ...live,
  test: {
    projects: [
      { ...live, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts', 'test/support/**/*.test.ts'] } },
      {
        ...live,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/parity/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
