import { describe, expect, it } from 'vitest';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { becauseOf, fateOf, findingsOf, groupsOf } from '../testing/plan-text.ts';
import { planMove } from './plan-move.ts';
import type { Plan } from './types.ts';

function plan(drawing: string, drawn?: DrawingOptions): Plan {
  return planMove(drawSnapshot(drawing, drawn), { providers: [drawingProvider] });
}

const identities = { kinds: { Identity: { namespaced: false, moveHierarchyLabel: true } } };

describe('what is copied and kept in the source', () => {
  it.each<[title: string, drawing: string, uid: string, because: string, drawn?: DrawingOptions]>([
    [
      'a cluster-scoped object (C7)',
      'Identity/i\nCluster/c',
      'Identity/i',
      'it is cluster-scoped and may serve other namespaces',
      identities,
    ],
    [
      'what is below a cluster-scoped root (C7)',
      'Identity/i > Secret/s\nCluster/c > Secret/s',
      'Secret/s',
      'it belongs to Identity i, which is cluster-scoped',
      identities,
    ],
    [
      'a ClusterClass of another namespace (C8.1)',
      'ClusterClass/k@classes ~> Cluster/c',
      'ClusterClass/k@classes',
      'it is in namespace classes, which is not moved',
    ],
    [
      'a template of such a class (C8.1)',
      'ClusterClass/k@classes > InfraTemplate/t@classes\nClusterClass/k@classes ~> Cluster/c',
      'InfraTemplate/t@classes',
      'it is in namespace classes, which is not moved',
    ],
    [
      'a labelled Secret in the namespace of a provider, which clusterctl takes away (beats C7)',
      'Cluster/c\nSecret/s@capx-system{move}',
      'Secret/s@capx-system',
      'it is in namespace capx-system, which is not moved',
    ],
    [
      'a ClusterClass with a Cluster elsewhere (C8.2)',
      'ClusterClass/k ~> Cluster/c\nClusterClass/k ~> elsewhere:Cluster/d@other',
      'ClusterClass/k',
      'Cluster other/d, which stays, belongs to it',
    ],
    [
      'a template of such a class (C8.2)',
      'ClusterClass/k > InfraTemplate/t\nClusterClass/k ~> elsewhere:Cluster/d@other',
      'InfraTemplate/t',
      'ClusterClass fleet/k, which stays, owns it',
    ],
    [
      'what something elsewhere uses',
      'Pool/p{move} .> elsewhere:Claim/x@other',
      'Pool/p',
      'Claim other/x, which stays, uses it',
    ],
    [
      'what something uses that is copied',
      'ConfigMap/m{move} .> Pool/p{move} .> elsewhere:Claim/x@other',
      'ConfigMap/m',
      'Pool fleet/p, which stays, uses it',
    ],
    [
      'what something uses that is left behind',
      'Cluster/c > Pool/p .> Claim/x\nCluster/c > Claim/x\nunseen:Thing/t > Claim/x',
      'Pool/p',
      'Claim fleet/x, which stays, uses it',
    ],
    [
      'what something uses that does not move',
      'Cluster/c > Pool/p .> Claim/x',
      'Pool/p',
      'Claim fleet/x, which stays, uses it',
    ],
    [
      'what owns something that is copied, or that would be collected',
      'ClusterResourceSet/r > Secret/s .> elsewhere:Thing/t@other',
      'ClusterResourceSet/r',
      'Secret fleet/s, which stays, belongs to it',
    ],
  ])('is %s', (_title, drawing, uid, because, drawn) => {
    const made = plan(drawing, drawn);
    expect(becauseOf(made, uid)).toBe(because);
    expect(fateOf(made, uid)).toBe('copy');
  });

  it.each<[title: string, drawing: string, uid: string, drawn?: DrawingOptions]>([
    [
      'a Cluster, because its class is shared',
      'ClusterClass/k ~> Cluster/c\nClusterClass/k ~> elsewhere:Cluster/d@o',
      'Cluster/c',
    ],
    [
      'a template of a shared class that belongs to a moving Cluster as well',
      'ClusterClass/k > InfraTemplate/t\nCluster/c > InfraTemplate/t\nClusterClass/k ~> elsewhere:Cluster/d@o',
      'InfraTemplate/t',
    ],
    [
      'an object that is labelled itself below a cluster-scoped one',
      'Global/g{move} > Secret/s{move}',
      'Secret/s',
      { kinds: { Global: { namespaced: false } } },
    ],
    [
      'a ClusterClass, because one of the same name is used elsewhere',
      'ClusterClass/k ~> Cluster/c\nClusterClass/k@o ~> elsewhere:Cluster/d@o',
      'ClusterClass/k',
    ],
  ])('is not %s', (_title, drawing, uid, drawn) => {
    expect(fateOf(plan(drawing, drawn), uid)).toBe('move');
  });

  it('is a template of a shared class that a moving Cluster owns too, if the class says that it uses it', () => {
    const made = plan(`
      ClusterClass/k > InfraTemplate/t .> ClusterClass/k
      Cluster/c > InfraTemplate/t
      ClusterClass/k ~> elsewhere:Cluster/d@other
    `);
    expect(fateOf(made, 'InfraTemplate/t')).toBe('copy');
  });
});

describe('a Cluster', () => {
  it('is not copied in silence: it would be active on both sides', () => {
    const made = plan('Identity/i > Cluster/c', identities);
    expect(fateOf(made, 'Cluster/c')).toBe('copy');
    expect(findingsOf(made)).toContain(
      'error cluster-kept Cluster fleet/c: it would be active in the source and in the target, because it would not be moved but copied: it belongs to Identity i, which is cluster-scoped',
    );
  });
});

describe('a copy', () => {
  it('does without an owner that is no part of the move (beats B3.7)', () => {
    const made = plan(`
      ClusterClass/k@classes > InfraTemplate/t@classes
      ClusterClass/k@classes ~> Cluster/c
      unseen:ClusterClass/second@classes > InfraTemplate/t@classes
    `);
    expect(groupsOf(made)).toEqual(['ClusterClass/k@classes (copy)', 'Cluster/c, InfraTemplate/t@classes (copy)']);
    expect(made.objects.find(({ uid }) => uid === 'InfraTemplate/t@classes')).toMatchObject({
      owners: ['ClusterClass/k@classes'],
      droppedOwners: [{ uid: 'ClusterClass/second@classes' }],
    });
    expect(findingsOf(made)).toEqual([
      'info owner-not-copied InfraTemplate classes/t: its owner ClusterClass classes/second is no part of the move; the copy has no reference to it',
    ]);
  });

  it('does without an owner that nobody can look up', () => {
    const made = plan('Secret/s@capx-system{move}\nunknown:Thing/t > Secret/s@capx-system\nCluster/c');
    expect(fateOf(made, 'Secret/s@capx-system')).toBe('copy');
    expect(made.leftBehind).toEqual([]);
  });

  it('does not do without an owner that should have moved', () => {
    const made = plan('Cluster/c > Identity/j > Identity/i\nunseen:Thing/t > Identity/j\nGlobal/g', {
      kinds: { Identity: { namespaced: true }, Global: { namespaced: false } },
    });
    expect(fateOf(made, 'Identity/i')).toBe('behind');
  });
});
