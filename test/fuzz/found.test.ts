import { expect, test } from 'vitest';
import { drawSnapshot } from '../../packages/move-core/src/testing/drawing.ts';
import { secret } from './hostile.ts';
import { judge } from './judge.ts';
import { allParsers } from './parsers/all.ts';

/** What fuzzing has found, each the smallest input that showed it. All of them are mended. */
const found: readonly (readonly [parser: string, what: string, input: unknown])[] = [
  ['kubeconfig', 'documents without end', '---\n'.repeat(250_000)],
  ['kubeconfig', 'a secret in the place of the version', `apiVersion: ${secret}\nkind: Config\n`],
  ['kubeconfig', 'a secret in the place of the kind', `apiVersion: v1\nkind: ${secret}\n`],
  ['values of flags', 'a boolean that every object knows', ['boolean', 'constructor']],
  ['environment variables', 'a boolean that every object knows', { TSMOVE_YES: 'constructor' }],
  ['JSON without loss', 'levels without end', '['.repeat(20_000)],
  ['JSON without loss', 'levels without end behind a long number', `[1${'0'.repeat(20)},${'['.repeat(20_000)}`],
  ['JSON without loss', 'a number of a million digits', '9'.repeat(1_000_000)],
  ['journal in a file', 'a line with the right sum that is no JSON', '{"sum":"d41d8cd98f00b204","from":1,"record":}\n'],
  [
    'output of a command in a pod',
    'a status of levels without end',
    [Buffer.from(`\u0003{"status":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)],
  ],
  [
    'objects, read by providers',
    'an owner whose UID every object knows',
    {
      ...drawSnapshot('Cluster/x').objects[0],
      metadata: {
        ...{ name: 'x', namespace: 'fleet', uid: 'self', resourceVersion: '1' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Cluster', name: 'a', uid: '__proto__' }],
      },
    },
  ],
];

test.each(found)('%s: %s', async (name, _what, input) => {
  const parser = allParsers.find((one) => one.name === name);
  if (parser === undefined) throw new Error(`there is no parser ${name}`);
  await expect(
    judge(parser, typeof input === 'string' && name.includes('file') ? Buffer.from(input) : input),
  ).resolves.toBeUndefined();
});
