import { defineConfig } from 'vitest/config';

// Packages find each other's sources, not what was built last; the rest are Vite's own conditions for Node.
const conditions = ['tsmove:source', 'module', 'node', 'development|production'];
const live = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: ['tsmove:source'] } } };

export default defineConfig({
  ...live,
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/types.ts'],
      reporter: ['text-summary', 'html', 'lcovonly'],
    },
    projects: [
      {
        ...live,
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'examples/**/*.test.ts',
            'test/support/**/*.test.ts',
            'test/house/**/*.test.ts',
          ],
        },
      },
      {
        ...live,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/parity/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          // Each file runs two API servers with their etcd and controllers; after the unit tests, which want the cores.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
