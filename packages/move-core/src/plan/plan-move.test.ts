import { describe, expect, it } from 'vitest';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider, withRules } from '../testing/drawing-provider.ts';
import { findingsOf, groupsOf } from '../testing/plan-text.ts';
import { planMove, type PlanOptions } from './plan-move.ts';
import type { Plan, PlannedObject } from './types.ts';

function plan(drawing: string, drawn?: DrawingOptions, options: Partial<PlanOptions> = {}): Plan {
  return planMove(drawSnapshot(drawing, drawn), { providers: [drawingProvider], ...options });
}

function planned(from: Plan, uid: string): PlannedObject {
  const object = from.objects.find((one) => one.uid === uid);
  if (object === undefined) throw new Error(`${uid} is not in the plan`);
  return object;
}

describe('the order of a plan', () => {
  it('puts roots first, and everything after the longest way to it (E5.1, E5.2)', () => {
    const made = plan(`
      ClusterClass/k > InfraTemplate/t
      ClusterClass/k ~> Cluster/c > Machine/m > Secret/s
      Cluster/c > Secret/s
      Cluster/c ~> Secret/c-ca
    `);
    expect(groupsOf(made)).toEqual([
      'ClusterClass/k',
      'Cluster/c, InfraTemplate/t',
      'Secret/c-ca, Machine/m',
      'Secret/s',
    ]);
  });

  it('numbers objects by their group and lists them by group and reference', () => {
    const made = plan('Cluster/b > Machine/m\nCluster/a > Machine/l');
    expect(made.objects.map(({ uid, group }) => `${group} ${uid}`)).toEqual([
      '0 Cluster/a',
      '0 Cluster/b',
      '1 Machine/l',
      '1 Machine/m',
    ]);
  });

  it('tells owners from soft owners, and names the Clusters above an object', () => {
    const made = plan('Cluster/c > Machine/m > Secret/s\nClusterResourceSet/r ~> Secret/s');
    expect(planned(made, 'Secret/s')).toMatchObject({
      owners: ['Machine/m'],
      softOwners: ['ClusterResourceSet/r'],
      clusters: ['Cluster/c'],
    });
  });
});

describe('owners that exist nowhere any more', () => {
  it('keep nothing behind: only the reference is dropped (beats C3.4)', () => {
    const made = plan('Cluster/c > InfraCluster/i > Secret/s\ngone:Secret/c-shim > InfraCluster/i');
    expect(groupsOf(made)).toEqual(['Cluster/c', 'InfraCluster/i', 'Secret/s']);
    expect(planned(made, 'InfraCluster/i').droppedOwners).toMatchObject([
      { uid: 'Secret/c-shim', ref: { name: 'c-shim' } },
    ]);
    expect(findingsOf(made)).toEqual([
      'info stale-owner InfraCluster fleet/i: its owner Secret fleet/c-shim exists nowhere any more; the target gets no reference to it',
    ]);
  });

  it.each(['Cluster', 'ClusterClass', 'Machine'])('may be a %s, which makes clusterctl fail', (kind) => {
    const made = plan(`gone:${kind}/x > Secret/s\nCluster/c`);
    expect(groupsOf(made)).toEqual(['Cluster/c']);
    expect(made.diagnostics).toEqual([]);
  });

  it('do not matter to an object that moves by its label', () => {
    const made = plan('gone:Cluster/x > Secret/s{move}');
    expect(groupsOf(made)).toEqual(['Secret/s']);
  });
});

describe('status', () => {
  const statusOf = (made: Plan): string | undefined => made.objects[0]?.status;

  it('is carried, unless the move or a rule says otherwise', () => {
    expect(statusOf(plan('Cluster/c'))).toBe('carry');
    expect(statusOf(plan('Cluster/c', {}, { status: 'drop' }))).toBe('drop');
    expect(
      statusOf(plan('Cluster/c', {}, { providers: withRules({ kinds: [{ kind: 'Cluster' }], status: 'drop' }) })),
    ).toBe('drop');
  });

  it('is none without a subresource or without a status', () => {
    expect(statusOf(plan('Cluster/c', { kinds: { Cluster: { hasStatus: false } } }))).toBe('none');
    expect(statusOf(plan('Cluster/c', { objects: { 'Cluster/c': ({ status: _status, ...object }) => object } }))).toBe(
      'none',
    );
  });
});

describe('a plan', () => {
  it('has the types of what it plans, and of nothing else', () => {
    const made = plan('Cluster/c > Machine/m\nConfigMap/x');
    expect(made.types.map(({ kind }) => kind)).toEqual(['Cluster', 'Machine']);
  });

  it('is frozen throughout', () => {
    const made = plan('Cluster/c > Machine/m\nSecret/x{move}\nPool/p');
    const thawed: unknown[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) thawed.push(value);
      Object.values(value).forEach(visit);
    };
    visit(made);
    expect(thawed).toEqual([]);
  });

  it('knows when there is nothing to move', () => {
    expect(findingsOf(plan('Secret/s'))).toEqual(['error nothing-to-move: no object of namespace fleet would move']);
    const made = plan('Identity/i', { kinds: { Identity: { namespaced: false, moveHierarchyLabel: true } } });
    expect(groupsOf(made)).toEqual(['Identity/i (copy)']);
    expect(findingsOf(made)).toEqual(['error nothing-to-move: no object of namespace fleet would move']);
  });
});
