import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

// The repository's own configuration without the rules that need types: planted files are in no TypeScript project.
const eslint = new ESLint({
  cwd: `${import.meta.dirname}/../..`,
  overrideConfig: [tseslint.configs.disableTypeChecked],
});

/** The rules that `code` breaks when it stands in `file` below `packages/`. */
async function broken(file: string, code: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: `packages/${file}` });
  const messages = result?.messages ?? [];
  expect(messages.filter((message) => message.fatal)).toEqual([]);
  const house = new Set([
    'tsmove/dependency-direction',
    'no-restricted-globals',
    '@typescript-eslint/no-import-type-side-effects',
  ]);
  return messages.flatMap(({ ruleId }) => (ruleId !== null && house.has(ruleId) ? [ruleId] : []));
}

const direction = ['tsmove/dependency-direction'];
const globals = ['no-restricted-globals'];

describe('an import that goes against the direction is an error', () => {
  test.each([
    ['move-core/src/model/x.ts', `import { a } from '../graph/build.ts';\nvoid a;`],
    ['move-core/src/graph/x.ts', `import { a } from '../plan/sequence.ts';\nvoid a;`],
    ['move-core/src/plan/x.ts', `import { a } from '../execute/executor.ts';\nvoid a;`],
    ['move-core/src/server/x.ts', `import { a } from '../discover/discover.ts';\nvoid a;`],
    ['move-core/src/server/retry/x.ts', `import { a } from '../../execute/executor.ts';\nvoid a;`],
    ['move-core/src/plan/x.ts', `export { a } from '../server/connect.ts';`],
    ['move-core/src/plan/x.ts', `export * from '../server/connect.ts';`],
    ['move-core/src/plan/x.ts', `export const a = await import('../server/connect.ts');`],
    ['move-core/src/execute/x.ts', `import { a } from '../testing/drawing.ts';\nvoid a;`],
    ['move-core/src/discover/x.ts', `import { a } from '../index.ts';\nvoid a;`],
    ['move-core/src/discover/x.ts', `import { a } from '@tsmove/providers';\nvoid a;`],
    ['move-core/src/execute/x.ts', `import { a } from '../../../cli/src/main.ts';\nvoid a;`],
    ['providers/src/x.ts', `import { a } from '@tsmove/move-core';\nvoid a;`],
    ['providers/src/x.ts', `import type { A } from '@tsmove/move-core';\nexport type B = A;`],
    ['providers/src/x.ts', `import { a } from '../../move-core/src/model/json.ts';\nvoid a;`],
    ['providers/src/x.ts', `import { a } from '@tsmove/cli';\nvoid a;`],
  ])('%s: %s', async (file, code) => {
    expect(await broken(file, code)).toEqual(direction);
  });
});

describe('an outside module in the wrong place is an error', () => {
  test.each([
    ['move-core/src/model/x.ts', `import { join } from 'node:path';\nvoid join;`],
    ['move-core/src/model/x.ts', `import { join } from 'path';\nvoid join;`],
    ['move-core/src/graph/x.ts', `import type { Server } from 'node:http';\nexport type A = Server;`],
    ['move-core/src/plan/x.ts', `import { createHash } from 'node:crypto';\nvoid createHash;`],
    ['move-core/src/equality/x.ts', `import { Pool } from 'undici';\nvoid Pool;`],
    ['move-core/src/provider/x.ts', `import { KubeConfig } from '@kubernetes/client-node';\nvoid KubeConfig;`],
    ['move-core/src/plan/x.ts', `import Graph from 'graphology';\nvoid Graph;`],
    ['move-core/src/plan/x.ts', `import type { Attributes } from 'graphology-types';\nexport type A = Attributes;`],
    ['move-core/src/plan/x.ts', `export type A = import('graphology').default;`],
    ['move-core/src/execute/x.ts', `import { Pool } from 'undici';\nvoid Pool;`],
    ['move-core/src/server/x.ts', `import { KubeConfig } from '@kubernetes/client-node';\nvoid KubeConfig;`],
    ['move-core/src/server/x.ts', `export const a = await import('@kubernetes/client-node');`],
    ['move-core/src/server/kubeconfig/x.ts', `export const a = await import('@kubernetes/client-node');`],
    ['move-core/src/server/retry/x.ts', `import { load } from 'js-yaml';\nvoid load;`],
    ['move-core/src/execute/x.ts', `import process from 'node:process';\nvoid process;`],
    ['move-core/src/execute/x.ts', `import chalk from 'chalk';\nvoid chalk;`],
    ['providers/src/x.ts', `import { readFile } from 'node:fs/promises';\nvoid readFile;`],
    ['providers/src/x.ts', `import { compare } from 'fast-json-patch';\nvoid compare;`],
    ['cli/src/x.ts', `import { Pool } from 'undici';\nvoid Pool;`],
  ])('%s: %s', async (file, code) => {
    expect(await broken(file, code)).toEqual(direction);
  });
});

describe('the surroundings of the process are out of reach', () => {
  test.each([
    ['move-core/src/execute/x.ts', `console.log('created');`],
    ['move-core/src/execute/x.ts', `globalThis.console.log('created');`],
    ['move-core/src/server/x.ts', `export const home = process.env['HOME'];`],
    ['move-core/src/plan/x.ts', `export const wait = (): unknown => setTimeout(() => undefined, 1);`],
    ['move-core/src/graph/x.ts', `export const now = (): number => performance.now();`],
    ['providers/src/x.ts', `export const answer = (): unknown => fetch('https://example.org');`],
    ['cli/src/x.ts', `console.log('created');`],
  ])('%s: %s', async (file, code) => {
    expect(await broken(file, code)).toEqual(globals);
  });
});

describe('what follows the direction is left alone', () => {
  test.each([
    [
      'move-core/src/graph/x.ts',
      `import Graph from 'graphology';\nimport { refOf } from '../model/object-ref.ts';\nvoid [Graph, refOf];`,
    ],
    [
      'move-core/src/execute/x.ts',
      `import { a } from '../plan/sequence.ts';\nimport pLimit from 'p-limit';\nvoid [a, pLimit];`,
    ],
    [
      'move-core/src/server/x.ts',
      `import { Pool } from 'undici';\nimport { setTimeout } from 'node:timers/promises';\nvoid [Pool, setTimeout];`,
    ],
    [
      'providers/src/x.ts',
      `import { refOf, type Provider } from '@tsmove/move-core/provider';\nexport const a = (p: Provider): unknown => [p, refOf];`,
    ],
    ['cli/src/x.ts', `import { planMove } from '@tsmove/move-core';\nvoid planMove;`],
    [
      'move-core/src/model/x.test.ts',
      `import { readFile } from 'node:fs/promises';\nimport { a } from '../plan/sequence.ts';\nvoid [a, readFile];`,
    ],
  ])('%s: %s', async (file, code) => {
    expect(await broken(file, code)).toEqual([]);
  });
});

describe('types', () => {
  test('may come from above out of a file that holds only types', async () => {
    expect(
      await broken('move-core/src/server/x.ts', `import type { Plan } from '../plan/types.ts';\nexport type A = Plan;`),
    ).toEqual([]);
  });

  test('may not come from above out of a file with code', async () => {
    const code = `import type { MoveErrorOptions } from '../errors.ts';\nexport type A = MoveErrorOptions;`;
    expect(await broken('move-core/src/model/x.ts', code)).toEqual(direction);
  });

  test('do not hide an import of code', async () => {
    const code = `import { type Plan } from '../plan/types.ts';\nexport type A = Plan;`;
    expect(await broken('move-core/src/graph/x.ts', code)).toContain('tsmove/dependency-direction');
    expect(await broken('move-core/src/graph/x.ts', code)).toContain('@typescript-eslint/no-import-type-side-effects');
  });
});
