import { planMove, type JsonValue, type KubeObject, type Plan } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { providers } from '../index.ts';
import { make, snapshotOf } from '../testing/objects.ts';

const settled = {
  initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
  conditions: [{ type: 'ControlPlaneInitialized', status: 'True' }],
};

function cluster(name: string, spec: JsonValue = {}, labels: Record<string, string> = {}): KubeObject {
  return make('Cluster', name, { spec, status: settled, metadata: { labels } });
}

function plan(
  objects: readonly KubeObject[],
  elsewhere: readonly KubeObject[] = [],
  clusters?: readonly string[],
): Plan {
  return planMove(snapshotOf(objects, elsewhere), { providers, ...(clusters === undefined ? {} : { clusters }) });
}

function groupsOf({ groups, objects }: Plan): readonly string[] {
  const copies = new Set(objects.filter(({ fate }) => fate === 'copy').map(({ uid }) => uid));
  return groups.map((uids) => uids.map((uid) => (copies.has(uid) ? `${uid} (copy)` : uid)).join(', '));
}

const topology = { topology: { classRef: { name: 'k' } } };
const reference = { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1', kind: 'DevMachineTemplate', name: 't' };
const clusterClass = make('ClusterClass', 'k', {
  spec: { controlPlane: { machineInfrastructure: { templateRef: reference } } },
});
const template = make('DevMachineTemplate', 't', { ownedBy: [clusterClass] });

describe('a plan with the Cluster API provider', () => {
  it('moves a Cluster with its class, its Secrets and its resource sets', () => {
    const set = make('ClusterResourceSet', 'r', {
      spec: { clusterSelector: { matchLabels: { cni: 'x' } }, resources: [{ kind: 'Secret', name: 'cni' }] },
    });
    const made = plan([
      cluster('c', topology, { cni: 'x' }),
      clusterClass,
      template,
      make('Secret', 'c-ca'),
      make('Secret', 'c-apiserver-etcd-client'),
      make('Secret', 'unrelated'),
      set,
      make('Secret', 'cni', { ownedBy: [set] }),
      make('ClusterResourceSetBinding', 'c', { spec: { clusterName: 'c' }, ownedBy: [set] }),
    ]);
    expect(groupsOf(made)).toEqual([
      'ClusterResourceSet/r, ClusterClass/k',
      'Secret/cni, Cluster/c, DevMachineTemplate/t',
      'Secret/c-apiserver-etcd-client, Secret/c-ca, ClusterResourceSetBinding/c',
    ]);
    expect(made.leftBehind).toEqual([]);
    expect(made.diagnostics).toEqual([]);
  });

  it('takes remediation templates along that nobody owns (beats B3.5)', () => {
    const fix = { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1', kind: 'FixTemplate', name: 'fix' };
    const withCheck = make('ClusterClass', 'k', {
      spec: { controlPlane: { healthCheck: { remediation: { templateRef: fix } } } },
    });
    expect(groupsOf(plan([cluster('c', topology), withCheck, make('FixTemplate', 'fix')]))).toEqual([
      'ClusterClass/k',
      'Cluster/c, FixTemplate/fix',
    ]);
  });

  it('copies a class that a Cluster elsewhere uses, with its templates, even those that a moving Cluster owns too', () => {
    const ours = cluster('c', topology);
    const elsewhere = cluster('other/d', { topology: { classRef: { name: 'k', namespace: 'fleet' } } });
    const both = make('DevMachineTemplate', 't', { ownedBy: [clusterClass, ours] });
    expect(groupsOf(plan([ours, clusterClass, both], [elsewhere]))).toEqual([
      'ClusterClass/k (copy)',
      'Cluster/c',
      'DevMachineTemplate/t (copy)',
    ]);
  });

  it('moves one of two Clusters with what is its own, and copies what both need', () => {
    const set = make('ClusterResourceSet', 'r', { spec: { clusterSelector: { matchLabels: { cni: 'x' } } } });
    const binding = (name: string): KubeObject =>
      make('ClusterResourceSetBinding', name, { spec: { clusterName: name }, ownedBy: [set] });
    const made = plan(
      [
        cluster('a', topology, { cni: 'x' }),
        cluster('b', topology, { cni: 'x' }),
        clusterClass,
        template,
        set,
        binding('a'),
        binding('b'),
      ],
      [],
      ['a'],
    );
    expect(groupsOf(made)).toEqual([
      'ClusterResourceSet/r (copy), ClusterClass/k (copy)',
      'Cluster/a, DevMachineTemplate/t (copy)',
      'ClusterResourceSetBinding/a',
    ]);
    expect(made.diagnostics).toEqual([]);
  });

  it('copies a resource set that another Cluster uses, though it has no binding yet', () => {
    const set = make('ClusterResourceSet', 'r', { spec: { clusterSelector: { matchLabels: { cni: 'x' } } } });
    const made = plan([cluster('a', {}, { cni: 'x' }), cluster('b', {}, { cni: 'x' }), set], [], ['a']);
    expect(made.objects.map(({ uid, because }) => `${uid}: ${because ?? 'moves'}`)).toEqual([
      'ClusterResourceSet/r: Cluster fleet/b, which stays, uses it',
      'Cluster/a: moves',
    ]);
  });

  it('leaves alone what serves the management cluster, with a warning', () => {
    const made = plan([cluster('c'), make('Certificate', 'serving')]);
    expect(made.leftBehind.map(({ uid }) => uid)).toEqual(['Certificate/serving']);
    expect(made.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning left-behind']);
  });

  it('asks every object that moves whether it is settled', () => {
    const made = plan([
      make('Cluster', 'c'),
      make('Machine', 'm', { ownedBy: [make('Cluster', 'c')] }),
      make('Machine', 'free'),
    ]);
    expect(made.diagnostics.map(({ code, ref }) => `${code} ${ref?.name ?? ''}`)).toEqual([
      'cluster-not-provisioned c',
      'left-behind free',
      'machine-without-node m',
    ]);
  });
});
