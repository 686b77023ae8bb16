import { describe, expect, it } from 'vitest';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { becauseOf, fateOf, findingsOf, groupsOf } from '../testing/plan-text.ts';
import { planMove } from './plan-move.ts';
import type { Plan } from './types.ts';

function select(clusters: readonly string[], drawing: string, drawn?: DrawingOptions): Plan {
  return planMove(drawSnapshot(drawing, drawn), { providers: [drawingProvider], clusters });
}

const shared = `
  ClusterClass/k > InfraTemplate/t .> ClusterClass/k
  ClusterClass/k ~> Cluster/a > Machine/a-m
  ClusterClass/k ~> Cluster/b > Machine/b-m
  Cluster/a ~> Secret/a-ca
  Cluster/b ~> Secret/b-ca
  ClusterResourceSet/r > Secret/cni
  ClusterResourceSet/r > ClusterResourceSetBinding/a
  ClusterResourceSet/r > ClusterResourceSetBinding/b
  ClusterResourceSet/r .> Cluster/a
  ClusterResourceSet/r .> Cluster/b
  Cluster/a ~> ClusterResourceSetBinding/a
  Cluster/b ~> ClusterResourceSetBinding/b
`;

describe('one Cluster of two that share a class and a resource set', () => {
  const made = select(['a'], shared);

  it('moves with all that is below it, and what is shared is copied', () => {
    expect(groupsOf(made)).toEqual([
      'ClusterResourceSet/r (copy), ClusterClass/k (copy)',
      'Secret/cni (copy), Cluster/a, InfraTemplate/t (copy)',
      'Secret/a-ca, ClusterResourceSetBinding/a, Machine/a-m',
    ]);
  });

  it('leaves nothing behind: the other stays by request', () => {
    expect(made.leftBehind).toEqual([]);
    expect(made.diagnostics).toEqual([]);
  });

  it('says what is kept for which Cluster', () => {
    expect(becauseOf(made, 'ClusterClass/k')).toBe('Cluster fleet/b, which stays, belongs to it');
    expect(becauseOf(made, 'InfraTemplate/t')).toBe('ClusterClass fleet/k, which stays, uses it');
    expect(becauseOf(made, 'Secret/cni')).toBe('ClusterResourceSet fleet/r, which stays, owns it');
  });

  it('is the same however often it is named', () => {
    expect(select(['a', 'a'], shared)).toEqual(made);
    expect(made.scope).toEqual({ namespace: 'fleet', clusters: ['a'] });
  });
});

describe('all Clusters that share a class', () => {
  it('take it along', () => {
    const made = select(['b', 'a'], shared);
    expect(made.objects.every(({ fate }) => fate === 'move')).toBe(true);
    expect(made.objects).toHaveLength(12);
    expect(made.scope.clusters).toEqual(['a', 'b']);
  });
});

describe('a selection', () => {
  it.each<[title: string, drawing: string, uid: string, fate: ReturnType<typeof fateOf>, drawn?: DrawingOptions]>([
    ['moves a class that no other Cluster uses', 'ClusterClass/k ~> Cluster/a\nCluster/b', 'ClusterClass/k', 'move'],
    ['leaves out a class of other Clusters', 'Cluster/a\nClusterClass/k ~> Cluster/b', 'ClusterClass/k', undefined],
    ['copies what belongs to both', 'Cluster/a > Secret/s\nCluster/b > Secret/s', 'Secret/s', 'copy'],
    ['copies what another Cluster uses', 'Cluster/a > Pool/p .> Cluster/b', 'Pool/p', 'copy'],
    [
      'copies what another Cluster’s objects use',
      'Cluster/a > Pool/p .> Claim/x\nCluster/b > Claim/x',
      'Pool/p',
      'copy',
    ],
    ['takes along what it uses', 'Pool/p{move} .> Cluster/a', 'Pool/p', 'move'],
    [
      'takes along what its objects use of another Cluster, as a copy',
      'Cluster/b > Pool/p .> Claim/x\nCluster/a > Claim/x',
      'Pool/p',
      'copy',
    ],
    ['leaves out what only another Cluster uses', 'Cluster/a\nPool/p{move} .> Cluster/b', 'Pool/p', undefined],
    [
      'takes along what belongs to what it needs',
      'Cluster/a\nPool/p{hierarchy} > Secret/s\nPool/p .> Cluster/a',
      'Secret/s',
      'move',
    ],
    [
      'copies that if what it needs is shared',
      'Pool/p{hierarchy} > Secret/s\nPool/p .> Cluster/a\nPool/p .> Cluster/b',
      'Secret/s',
      'copy',
    ],
    ['leaves out what belongs to nothing selected', 'Cluster/a\nInfraTemplate/t', 'InfraTemplate/t', undefined],
    [
      'copies cluster-scoped objects',
      'Cluster/a\nIdentity/i > Secret/s',
      'Identity/i',
      'copy',
      { kinds: { Identity: { namespaced: false, moveHierarchyLabel: true } } },
    ],
    [
      'copies what is below cluster-scoped objects',
      'Cluster/a\nIdentity/i > Secret/s',
      'Secret/s',
      'copy',
      { kinds: { Identity: { namespaced: false, moveHierarchyLabel: true } } },
    ],
    [
      'copies a template of its class that a second class owns',
      'ClusterClass/k > Template/t\nClusterClass/l > Template/t\nClusterClass/k ~> Cluster/a',
      'Template/t',
      'copy',
    ],
    [
      'does not drag that second class along',
      'ClusterClass/k > Template/t\nClusterClass/l > Template/t\nClusterClass/k ~> Cluster/a',
      'ClusterClass/l',
      undefined,
    ],
    [
      'copies a template of its class that another Cluster owns',
      'ClusterClass/k > Template/t .> ClusterClass/k\nClusterClass/k ~> Cluster/a\nCluster/b > Template/t',
      'Template/t',
      'copy',
    ],
    ['moves a Cluster below a selected one', 'Cluster/a > Cluster/nested > Machine/m', 'Machine/m', 'move'],
    ['mentions what its going would destroy', 'Cluster/a > other:Pod/p\nCluster/b > other:Pod/q', 'Pod/p', 'collected'],
    ['does not mention what stays', 'Cluster/a > other:Pod/p\nCluster/b > other:Pod/q', 'Pod/q', undefined],
    ['leaves behind what it cannot place', 'Cluster/a > Machine/m\nunseen:Thing/x > Machine/m', 'Machine/m', 'behind'],
    [
      'does not care what another Cluster could not place',
      'Cluster/a\nCluster/b > Machine/m\nunseen:Thing/x > Machine/m',
      'Machine/m',
      undefined,
    ],
  ])('%s', (_title, drawing, uid, fate, drawn) => {
    expect(fateOf(select(['a'], drawing, drawn), uid)).toBe(fate);
  });

  it('drops the owners of a shared object that stay', () => {
    const made = select(['a'], 'Cluster/a > Secret/s\nCluster/b > Machine/m > Secret/s');
    expect(made.objects.find(({ uid }) => uid === 'Secret/s')).toMatchObject({
      owners: ['Cluster/a'],
      droppedOwners: [{ uid: 'Machine/m' }],
    });
    expect(findingsOf(made)).toEqual([
      'info owner-not-copied Secret fleet/s: its owner Machine fleet/m is no part of the move; the copy has no reference to it',
    ]);
  });

  it('does not tear a Cluster from the Cluster that it belongs to', () => {
    const made = select(['child'], 'Cluster/parent > Cluster/child > Machine/m');
    expect(made.objects).toEqual([]);
    expect(findingsOf(made)).toEqual([
      'error cluster-not-selected Cluster fleet/child: it belongs to Cluster fleet/parent, which is not selected',
      'error nothing-to-move: no object of namespace fleet would move',
    ]);
  });

  it('names the Clusters there are if one is not found', () => {
    expect(findingsOf(select(['a', 'x'], 'Cluster/a\nCluster/b\nelsewhere:Cluster/x@other'))).toEqual([
      'error cluster-not-found Cluster fleet/x: there is no such Cluster; the namespace has a, b',
    ]);
    expect(findingsOf(select(['x'], 'Secret/s'))).toEqual([
      'error cluster-not-found Cluster fleet/x: there is no such Cluster; the namespace has no Cluster at all',
      'error nothing-to-move: no object of namespace fleet would move',
    ]);
  });

  it('says which labelled objects it does not take along', () => {
    expect(findingsOf(select(['a'], 'Cluster/a\nCluster/b > Secret/mine{move}\nHost/h{move} > Secret/s'))).toEqual([
      'info not-selected Host fleet/h: it is linked to none of the selected Clusters and stays',
    ]);
  });

  it('of no names selects nothing', () => {
    expect(select([], 'Cluster/a').objects).toEqual([]);
  });
});
