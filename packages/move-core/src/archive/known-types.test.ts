import { expect, test } from 'vitest';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import { clusterApiKinds, labelled } from '../server/memory/memory-kind.ts';
import { archivedObjects } from '../testing/archive-content.ts';
import { requireTakingPart } from './known-types.ts';

const group = 'cluster.x-k8s.io';
const machines = { group, kind: 'Machine', versions: [{ name: 'v1beta2' }] };
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'everything', uid: 'u-everything' },
};

const target = (labels: Readonly<Record<string, string>>) =>
  createMemoryServer({
    label: 'target',
    kinds: [
      ...clusterApiKinds,
      { ...machines, labels },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding', namespaced: false, definition: false },
    ],
  });

test('what takes part in moves by the definitions of the target may be imported', async () => {
  await requireTakingPart('fleet.tar', { objects: archivedObjects() }, { target: target(labelled), providers: [] });
});

test.each([
  [
    'is of Kubernetes itself',
    labelled,
    [binding],
    'fleet.tar holds ClusterRoleBinding.rbac.authorization.k8s.io everything',
  ],
  ['the target has no label for', {}, archivedObjects(), 'fleet.tar holds Machine.cluster.x-k8s.io fleet/m'],
])('what %s is refused, whatever the archive says', async (_what, labels, objects, words) => {
  const refused = requireTakingPart('fleet.tar', { objects }, { target: target(labels), providers: [] });
  await expect(refused).rejects.toMatchObject({ code: 'kind-takes-no-part' });
  await expect(refused).rejects.toThrow(words);
});
