import { expect, test } from 'vitest';
import { planMove } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { syntheticSnapshot } from './synthetic-snapshot.ts';

test('a synthetic snapshot is planned without findings that stand in the way, and moves as a whole', () => {
  const { objects, groups, diagnostics } = planMove(syntheticSnapshot(3), { providers });
  expect(objects.length).toBe(3 * 37);
  expect(objects.every(({ fate }) => fate === 'move')).toBe(true);
  expect(groups[0]?.length).toBe(3);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});
