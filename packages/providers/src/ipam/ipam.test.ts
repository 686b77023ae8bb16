import { planMove, type JsonValue, type KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { core } from '../core/core.ts';
import { indexOf, make, snapshotOf } from '../testing/objects.ts';
import { ipam } from './ipam.ts';

const version = 'ipam.cluster.x-k8s.io/v1beta2';
const settled = {
  initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
  conditions: [{ type: 'ControlPlaneInitialized', status: 'True' }],
};
const cluster = (name: string): KubeObject => make('Cluster', name, { spec: {}, status: settled });
const pool = make('InClusterIPPool', 'pool', { apiVersion: 'ipam.cluster.x-k8s.io/v1alpha2', spec: {} });
const global = make('GlobalInClusterIPPool', 'global', { apiVersion: 'ipam.cluster.x-k8s.io/v1alpha2', spec: {} });
const globalPool: KubeObject = { ...global, metadata: { name: 'global', uid: 'GlobalInClusterIPPool/global' } };

function claim(place: string, clusterName: string, on: KubeObject = pool): KubeObject {
  const poolRef: JsonValue = { apiGroup: 'ipam.cluster.x-k8s.io', kind: on.kind, name: on.metadata.name };
  return make('IPAddressClaim', place, { apiVersion: version, spec: { clusterName, poolRef } });
}

function address(of: KubeObject, on: KubeObject = pool): KubeObject {
  return make('IPAddress', of.metadata.name, { apiVersion: version, spec: {}, ownedBy: [of, on] });
}

function fates(objects: readonly KubeObject[], clusters?: readonly string[], elsewhere: readonly KubeObject[] = []) {
  const snapshot = snapshotOf(objects, elsewhere);
  const types = snapshot.types.map((type) => (type.kind.startsWith('Global') ? { ...type, namespaced: false } : type));
  const plan = planMove(
    { ...snapshot, types },
    { providers: [ipam, core], ...(clusters === undefined ? {} : { clusters }) },
  );
  return {
    objects: plan.objects.map(({ uid, fate }) => `${fate} ${uid}`),
    findings: plan.diagnostics.map(({ code, severity, ref }) => `${severity} ${code} ${ref?.name ?? ''}`),
  };
}

describe('a plan with pools', () => {
  const a = claim('a', 'a');
  const b = claim('b', 'b');

  it('moves pools, claims and addresses together, the pool first', () => {
    expect(fates([cluster('a'), pool, a, address(a)])).toEqual({
      objects: ['move Cluster/a', 'move InClusterIPPool/pool', 'move IPAddressClaim/a', 'move IPAddress/a'],
      findings: [],
    });
  });

  it('moves the addresses of the chosen Cluster alone, and refuses to copy a pool that others go on using', () => {
    expect(fates([cluster('a'), cluster('b'), pool, a, address(a), b, address(b)], ['a'])).toEqual({
      objects: ['move Cluster/a', 'copy InClusterIPPool/pool', 'move IPAddressClaim/a', 'move IPAddress/a'],
      findings: ['error pool-shared pool'],
    });
  });

  it('copies a cluster-scoped pool, and its addresses move', () => {
    const one = claim('a', 'a', globalPool);
    expect(fates([cluster('a'), globalPool, one, address(one, globalPool)])).toEqual({
      objects: ['move Cluster/a', 'copy GlobalInClusterIPPool/global', 'move IPAddressClaim/a', 'move IPAddress/a'],
      findings: [],
    });
  });

  it('refuses a cluster-scoped pool from which another namespace takes addresses', () => {
    const one = claim('a', 'a', globalPool);
    const other = claim('other/x', 'x', globalPool);
    expect(fates([cluster('a'), globalPool, one], undefined, [other]).findings).toEqual(['error pool-shared global']);
  });

  it('says why', () => {
    const [finding] = ipam.inspect?.(pool, indexOf(pool), { fate: 'copy', because: 'b uses it' }) ?? [];
    expect(finding?.message).toBe(
      'it is kept in the source (b uses it), and both sides would then hand out the same addresses',
    );
    expect([...(ipam.inspect?.(pool, indexOf(pool), { fate: 'move' }) ?? [])]).toEqual([]);
  });
});

describe('the hold table of addresses', () => {
  const row = (kind: string) =>
    ipam.holds?.find(({ kinds }) => kinds.some((one) => one.kind === kind || one.kindEndsWith === kind));

  it('holds pools and claims by themselves, and releases pools first, after resource sets', () => {
    const annotate = { metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } };
    expect(row('Pool')?.pause?.(pool)).toEqual(annotate);
    expect(row('IPAddressClaim')?.pause?.(claim('a', 'a'))).toEqual(annotate);
    expect([row('Pool')?.releaseOrder, row('IPAddressClaim')?.releaseOrder]).toEqual([40, 41]);
    expect(row('IPAddress')?.by).toBe('owner');
  });
});
