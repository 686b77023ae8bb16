import { expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { requireMap } from './require-map.ts';

it.each([
  ['fleet', 'fleet', 'no change'],
  ['fleet', 'Prod', 'is not a name'],
  ['fleet', 'a.b', 'is not a name'],
  ['fleet', '-a', 'is not a name'],
  ['fleet', 'a'.repeat(64), 'is not a name'],
  ['fleet', '', 'is not a name'],
  ['kube-system', 'fleet', 'kube-system cannot'],
  ['fleet', 'tsmove-system', 'tsmove-system cannot'],
])('%s=%s is refused', (from, to, words) => {
  expect(() => {
    requireMap({ from, to });
  }).toThrow(UsageError);
  expect(() => {
    requireMap({ from, to });
  }).toThrow(words);
});

it('any other pair of names will do', () => {
  expect(() => {
    requireMap({ from: 'default', to: 'a'.repeat(63) });
  }).not.toThrow();
});
