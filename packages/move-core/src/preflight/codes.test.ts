import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingCodes } from './codes.ts';

const packages = join(import.meta.dirname, '../../..');
const folders = [
  'move-core/src/plan',
  'move-core/src/namespace-map',
  'move-core/src/graph',
  'move-core/src/preflight',
  'move-core/src/discover',
  'providers/src/core',
];

const sources = folders.flatMap((folder) =>
  readdirSync(join(packages, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'codes.ts')
    .map((name) => readFileSync(join(packages, folder, name), 'utf8')),
);

test('every finding that is made in the library and for Cluster API is in the catalogue', () => {
  const made = sources.flatMap((source) =>
    [...source.matchAll(/code: '([a-z-]+)',\s*severity|failure\(\s*'([a-z-]+)'/g)].map(([, a, b]) => a ?? b ?? ''),
  );
  expect(made.length).toBeGreaterThan(20);
  expect(made.filter((code) => !(code in findingCodes))).toEqual([]);
});

test('the catalogue holds nothing that is never found, and is sorted', () => {
  const all = sources.join('\n');
  const codes = Object.keys(findingCodes);
  expect(codes.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
  expect(codes).toEqual(codes.toSorted());
});
