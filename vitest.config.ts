import { defineConfig } from 'vitest/config';
import { patience } from './test/support/processes/patience.ts';

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
            'test/bench/**/*.test.ts',
            'test/house/**/*.test.ts',
            'test/threats/**/*.test.ts',
            'test/fuzz/**/*.test.ts',
            'test/{kind,matrix}/**/*.test.ts',
          ],
          // For machines that share their cores: it is there to end what hangs, and measures nothing.
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        ...live,
        test: {
          name: 'docs',
          include: ['test/docs/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          // A pair of API servers for each file, and the pages' commands beside them.
          maxWorkers: 2,
          sequence: { groupOrder: 6 },
          testTimeout: 240_000,
          hookTimeout: 600_000,
        },
      },
      {
        ...live,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // A browser has processes of its own.
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...live,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          // Builds, installations and compilers, each of which takes a core.
          maxWorkers: 1,
          sequence: { groupOrder: 5 },
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        ...live,
        test: {
          name: 'controllers',
          include: ['test/controllers/**/*.test.ts'],
          globalSetup: ['test/controllers/global-setup.ts'],
          // Some managers listen on fixed ports: one file at a time, after all others.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        ...live,
        test: {
          name: 'nodes',
          include: ['test/nodes/**/*.test.ts'],
          globalSetup: ['test/nodes/global-setup.ts'],
          // Whole clusters with all that runs in them.
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        ...live,
        test: {
          name: 'pairs',
          include: ['test/pairs/**/*.test.ts'],
          globalSetup: ['test/pairs/global-setup.ts'],
          // Containers, or whole clusters: whatever TSMOVE_TEST_DRIVER names, one pair after the other.
          maxWorkers: 1,
          sequence: { groupOrder: 7 },
          testTimeout: 300_000 * patience,
          hookTimeout: 600_000 * patience,
        },
      },
    ],
  },
});
