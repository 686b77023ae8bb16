import type { KubeObject } from '../model/kube-object.ts';
import type { KindRule, ObjectIndex, Provider, Relationship } from '../provider/types.ts';
import { drawnRelations } from './drawing.ts';

/** A provider for drawings: clusterctl's three roots, and the relations that are drawn. */
export const drawingProvider: Provider = {
  name: 'drawing',
  knowsGroups: ['infrastructure.cluster.x-k8s.io'],
  rules: [
    {
      kinds: [
        { group: 'cluster.x-k8s.io', kind: 'Cluster' },
        { group: 'cluster.x-k8s.io', kind: 'ClusterClass' },
        { group: 'addons.cluster.x-k8s.io', kind: 'ClusterResourceSet' },
      ],
      root: true,
    },
  ],
  relate,
};

/** The drawing provider, after one that has these rules. */
export function withRules(...rules: readonly KindRule[]): readonly Provider[] {
  return [{ name: 'rules', rules }, drawingProvider];
}

function* relate(object: KubeObject, index: ObjectIndex): Iterable<Relationship> {
  const { annotations = {} } = object.metadata;
  const relations = [
    ['soft-owner', annotations[drawnRelations.softOwners]],
    ['uses', annotations[drawnRelations.uses]],
  ] as const;
  for (const [relation, uids] of relations) {
    for (const uid of uids?.split(' ') ?? []) {
      const owner = index.byUid(uid);
      if (owner !== undefined) yield { relation, owner };
    }
  }
}
