import { expect, test } from 'vitest';
import type { Plan, ResolvedConflict } from '../plan/types.ts';
import { checkScopeRoom } from './scope-room.ts';

function planWith(skipped: number): { readonly plan: Plan } {
  const conflicts = Array.from({ length: skipped }, (_, number): ResolvedConflict => {
    const name = `kubeconfig-of-cluster-${number.toString().padStart(10, '0')}`;
    return { ref: { group: '', version: 'v1', kind: 'Secret', namespace: 'fleet', name }, choice: 'skip' };
  });
  return { plan: { scope: { namespace: 'fleet', conflicts } } as unknown as Plan };
}

test('more objects that give way than a Lease can name refuse the move, with the limit and what helps', () => {
  expect(checkScopeRoom(planWith(7_000))).toEqual([]);
  expect(checkScopeRoom(planWith(8_000))).toEqual([
    {
      code: 'scope-too-large',
      severity: 'error',
      message:
        'the names of the 8000 objects that give way, and of the Clusters that were selected, take 274 KiB in the Lease of the move, which has room for 248 KiB',
      remedy: 'Move fewer Clusters at a time with --cluster, or remove from the source what is to give way.',
    },
  ]);
});
