import { expect, it } from 'vitest';
import type { Plan } from '../plan/types.ts';
import { pivotLines } from './plan-pivot.ts';

const ref = (
  kind: string,
  name: string,
): { group: string; version: string; kind: string; namespace: string; name: string } => ({
  ...{ group: 'apps', version: 'v1', kind, namespace: 'a', name },
});

it('a plan has a line for everything that a step does, and none for a step that does nothing', () => {
  const move = { scope: { namespace: 'fleet' }, objects: [{ fate: 'move' }, { fate: 'copy' }] } as unknown as Plan;
  const steps = pivotLines({
    sideData: [{ name: 'leases', lines: ['write 3 leases'] }],
    components: [
      { ref: ref('Deployment', 'new'), isThere: false },
      { ref: ref('Deployment', 'old'), isThere: true },
    ],
    sourceIronic: [{ ref: ref('Deployment', 'ironic'), replicas: 1 }],
    sourceControllers: [],
    targetIronic: [],
    move,
    cleanUpSource: 'components',
  });
  expect(Object.fromEntries(steps.map(({ name, lines }) => [name, lines]))).toEqual({
    'side-data': ['leases: write 3 leases'],
    components: ['create Deployment a/new', 'apply to Deployment a/old'],
    'source-ironic': ['scale Deployment a/ironic from 1 to 0'],
    'source-controllers': [],
    'target-ironic': [],
    move: ['move 1 objects of namespace fleet, and copy 1'],
    checks: ['controllers, hosts, Machines, conditions, and that nothing is left in the source'],
    'clean-up': ['delete Deployment a/ironic in the source'],
  });
});
