import { connect, discover, formatRef, planMove, preflight, type Allowances, type Diagnostic } from '@tsmove/move-core';
import { core } from '@tsmove/providers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../support/api/api.ts';
import { pathOf } from '../support/api/discovery.ts';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { defineCrd, movedByClusterctl } from '../support/crds/define.ts';
import { draw } from '../support/drawing/draw.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { ensureNamespace } from '../support/fixtures/namespaces.ts';
import { seedClusters } from '../support/seed/seed.ts';
import { grant, kubeconfigOf, type Grant } from './reading/role.ts';
import { versionsOfEverything } from './reading/versions-of-everything.ts';

let pair: Pair;

beforeAll(async () => {
  // Without controllers: a stale owner stays, and so does a namespace that is being deleted.
  pair = await startPair({ crds: 'all', controllers: [], users: [{ name: 'mover' }] });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(async () => {
  await pair.stop();
});

interface Asked {
  readonly sourceConfig?: string;
  readonly targetConfig?: string;
  readonly allow?: Allowances;
}

/** Discovers and plans as the admin, and asks as whoever the kubeconfigs name. */
async function ask(namespace: string, asked: Asked = {}): Promise<readonly Diagnostic[]> {
  const { sourceConfig = pair.source.kubeconfig, targetConfig = pair.target.kubeconfig, allow } = asked;
  await using admin = await connect({ kubeconfig: pair.source.kubeconfig, label: 'source' });
  await using source = await connect({ kubeconfig: sourceConfig, label: 'source' });
  await using target = await connect({ kubeconfig: targetConfig, label: 'target' });
  // What other providers find is theirs to test.
  const providers = [{ ...core, knowsGroups: ['kinds.test'] }];
  const snapshot = await discover(admin, { namespace, providers });
  const plan = planMove(snapshot, { providers });
  return await preflight(plan, snapshot, { source, target, providers, allow, needStatus: true });
}

function texts(found: readonly Diagnostic[]): readonly string[] {
  return found.map(({ code, ref, message }) => `${code}: ${ref === undefined ? '' : `${formatRef(ref)}: `}${message}`);
}

test('a finished cluster may move to an equal management cluster, and asking has changed nothing', async () => {
  await seedClusters(pair.source, { namespace: 'whole', count: 2, controlPlanes: 1, workers: 1 });
  const before = await Promise.all(pair.both.map(versionsOfEverything));
  expect(texts(await ask('whole'))).toEqual([]);
  expect(await Promise.all(pair.both.map(versionsOfEverything))).toEqual(before);
});

test('one cluster under two addresses is recognised as one', async () => {
  await draw(pair.source, 'twice', 'Cluster/c');
  const found = await ask('twice', { targetConfig: pair.source.kubeconfig });
  expect(found.map(({ code, severity }) => [code, severity])).toEqual([['source-is-target', 'error']]);
  await expect(
    ask('twice', { targetConfig: pair.source.kubeconfig, allow: { skip: ['source-is-target'] } }),
  ).rejects.toThrow('cannot be passed over');
});

test('the stale owner that a topology controller leaves for a moment is no obstacle', async () => {
  const shim = { apiVersion: 'v1', kind: 'Secret', name: 'c-shim', uid: '11111111-0000-4000-8000-000000000000' };
  await draw(pair.source, 'shim', 'Cluster/c > DockerCluster/c', { 'DockerCluster/c': { ownerReferences: [shim] } });
  expect(texts(await ask('shim'))).toEqual([
    'stale-owner: DockerCluster shim/c: its owner Secret shim/c-shim exists nowhere any more; the target gets no reference to it',
  ]);
});

describe('kinds', () => {
  test.each([
    { kind: 'Absent', there: undefined, code: 'type-not-served', says: 'it does not serve the kind at all' },
    {
      kind: 'Older',
      there: { versions: ['v1alpha1'] },
      code: 'type-not-served',
      says: 'Older in kinds.test/v1: it serves v1alpha1',
    },
    {
      kind: 'Wide',
      there: { scope: 'Cluster' },
      code: 'scope-differs',
      says: 'namespaced in the source and cluster-scoped',
    },
    {
      kind: 'Mute',
      there: { statusSubresource: false },
      code: 'status-not-served',
      says: 'its status cannot be carried',
    },
  ] as const)(
    'that the target does not serve as the source stores them are refused: $kind',
    async ({ kind, there, code, says }) => {
      const definition = { group: 'kinds.test', kind, labels: movedByClusterctl };
      await defineCrd(pair.source, definition);
      if (there !== undefined) await defineCrd(pair.target, { ...definition, ...there });
      const namespace = `kinds-${kind.toLowerCase()}`;
      await draw(pair.source, namespace, `Cluster/c > ${kind}/o`, { [`${kind}/o`]: { status: { ready: true } } });
      const found = await ask(namespace);
      expect(found.map((one) => one.code)).toEqual([code]);
      expect(found[0]?.message).toContain(says);
    },
  );
});

describe('objects of the target', () => {
  test('that stand in the way are all named', async () => {
    const picture = 'Cluster/c > DockerCluster/c\nCluster/c > Secret/c-ca';
    await draw(pair.source, 'collisions', picture);
    await draw(pair.target, 'collisions', 'Cluster/c > Secret/c-ca\nCluster/other', {
      'Secret/c-ca': { annotations: { 'tsmove.dev/move': 'f00d' } },
    });
    expect(texts(await ask('collisions'))).toEqual([
      'already-exists: Secret collisions/c-ca: it is in the target already, left there by the unfinished move f00d',
      'already-exists: Cluster collisions/c: it is in the target already',
    ]);
  });

  test('cannot be created in a namespace that is being deleted', async () => {
    await draw(pair.source, 'going', 'Cluster/c');
    await ensureNamespace(pair.target, 'going');
    await pair.target.api.call('DELETE', '/api/v1/namespaces/going');
    expect((await ask('going')).map(({ code, ref }) => `${code} ${ref?.name ?? ''}`)).toEqual([
      'namespace-terminating going',
    ]);
  });
});

describe('a class that Clusters of other namespaces share', () => {
  const classes = `ClusterClass/quick > DockerClusterTemplate/quick, KubeadmControlPlaneTemplate/quick`;
  const classRef = { name: 'quick', namespace: 'classes' };

  beforeAll(async () => {
    await draw(pair.source, 'classes', classes);
    await draw(pair.source, 'tenant', 'Cluster/c', {
      'Cluster/c': { spec: { topology: { classRef, version: 'v1.33.0' } } },
    });
  });

  test('is created where the target has none', async () => {
    expect(texts(await ask('tenant'))).toEqual([]);
  });

  test('is used if the target has the same', async () => {
    await draw(pair.target, 'classes', classes);
    expect((await ask('tenant')).map(({ code, severity, ref }) => [code, severity, ref?.kind])).toEqual([
      ['shared-object-adopted', 'info', 'ClusterClass'],
      ['shared-object-adopted', 'info', 'KubeadmControlPlaneTemplate'],
      ['shared-object-adopted', 'info', 'DockerClusterTemplate'],
    ]);
  });

  test('is refused if the target has another, with the place and without the value', async () => {
    const path = pathOf(await pair.target.kinds.find('KubeadmControlPlaneTemplate'), 'classes', 'quick');
    const other = {
      template: { spec: { kubeadmConfigSpec: { format: 'ignition', preKubeadmCommands: ['echo hunter2'] } } },
    };
    await pair.target.api.call('PATCH', path, { spec: other });
    const [found] = await ask('tenant');
    expect(found).toMatchObject({
      code: 'shared-object-differs',
      severity: 'error',
      ref: { kind: 'KubeadmControlPlaneTemplate' },
    });
    expect(found?.message).toContain('/spec/template/spec/kubeadmConfigSpec/format');
    expect(JSON.stringify(found)).not.toContain('hunter2');
    await pair.target.api.call('PATCH', path, {
      metadata: { labels: { team: 'b' } },
      spec: { template: { spec: { kubeadmConfigSpec: { format: 'cloud-config', preKubeadmCommands: null } } } },
    });
    expect((await ask('tenant')).map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning shared-object-metadata-differs',
      'info shared-object-adopted',
      'info shared-object-adopted',
    ]);
  });
});

describe('rights', () => {
  const nothing: readonly Grant[] = [
    [['get'], [''], ['namespaces']],
    [['get', 'list'], ['apiextensions.k8s.io'], ['customresourcedefinitions']],
    [['list'], ['clusterctl.cluster.x-k8s.io'], ['providers']],
  ];

  test('that are missing are named on both sides; granted as they are named, nothing is missing any more', async () => {
    await draw(pair.source, 'rights', 'Cluster/c > DockerCluster/c\nCluster/c > Secret/c-ca\nClusterClass/k');
    await Promise.all(pair.both.map((plane) => grant(plane, 'mover', nothing, undefined, 'mover-basics')));
    const [sourceConfig, targetConfig] = await Promise.all(pair.both.map((plane) => kubeconfigOf(plane, 'mover')));
    if (sourceConfig === undefined || targetConfig === undefined) throw new Error('no kubeconfig');
    const found = await ask('rights', { sourceConfig, targetConfig });
    expect(found.every(({ code }) => code === 'missing-right' || code === 'missing-undo-right')).toBe(true);
    expect(texts(found)).toEqual(
      expect.arrayContaining([
        'missing-right: source does not allow delete, get, list, patch of clusters.cluster.x-k8s.io in namespace rights',
        'missing-right: target does not allow create, get, list, patch of clusters.cluster.x-k8s.io in namespace rights',
        'missing-right: target does not allow update of clusters.cluster.x-k8s.io/status in namespace rights',
        'missing-right: source does not allow create, delete, get, list, update of leases.coordination.k8s.io in namespace tsmove-system',
        'missing-right: source does not allow create of namespaces',
        'missing-right: target does not allow create of namespaces',
        'missing-undo-right: source does not allow create of secrets in namespace rights, which undoing the move needs',
        'missing-undo-right: target does not allow delete of namespaces, which undoing the move needs',
      ]),
    );
    await ensureNamespace(pair.target, 'rights');
    await Promise.all(pair.both.map((plane) => ensureNamespace(plane, 'tsmove-system')));
    await Promise.all(pair.both.map((plane) => grantAsNamed(plane, found)));
    expect(texts(await ask('rights', { sourceConfig, targetConfig }))).toEqual([]);
  });

  async function grantAsNamed(plane: ControlPlane, found: readonly Diagnostic[]): Promise<void> {
    const byNamespace = new Map<string, Grant[]>();
    for (const { message } of found) {
      const named =
        /^(\w+) does not allow ([a-z, ]+) of ([a-z]+)\.?([a-z0-9.-]*)(\/status)? in namespace ([a-z-]+)/.exec(message);
      const [, side, verbs = '', plural = '', group = '', subresource = '', namespace = ''] = named ?? [];
      if (side !== plane.name) continue;
      const grants = byNamespace.get(namespace) ?? [];
      byNamespace.set(namespace, [...grants, [verbs.split(', '), [group], [plural + subresource]]]);
    }
    for (const [namespace, grants] of byNamespace) await grant(plane, 'mover', grants, namespace);
  }
});

describe('providers', () => {
  test('that the target lacks, or has in an older version, are refused', async () => {
    await draw(pair.source, 'inventory', 'Cluster/c > DockerCluster/c');
    await installInventory(pair.source, [
      { name: 'helm', type: 'AddonProvider', namespace: 'caaph-system', version: 'v0.4.1' },
      { name: 'in-cluster', type: 'IPAMProvider', namespace: 'caip-system', version: 'v1.0.3' },
    ]);
    await installInventory(pair.target, [
      { name: 'in-cluster', type: 'IPAMProvider', namespace: 'elsewhere', version: 'v1.0.3-rc.1' },
      { name: 'helm', type: 'RuntimeExtensionProvider', namespace: 'caaph-system', version: 'v9.0.0' },
    ]);
    expect(texts(await ask('inventory'))).toEqual([
      'provider-missing: AddonProvider helm v0.4.1 is not installed in the target',
      'provider-older: IPAMProvider in-cluster is v1.0.3-rc.1 in the target, older than v1.0.3 in the source',
    ]);
    const passed = await ask('inventory', { allow: { skip: ['provider-missing', 'provider-older'] } });
    expect(passed.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });

  // The last test of the file: it takes the inventory away.
  test('are compared by their kinds where the target has no inventory', async () => {
    const providerKind = await pair.target.kinds.find('Provider', 'clusterctl.cluster.x-k8s.io');
    const { items } = await pair.target.api.call<{ items: readonly KubeObject[] }>('GET', pathOf(providerKind));
    for (const { metadata } of items)
      await pair.target.api.call('DELETE', pathOf(providerKind, metadata.namespace, metadata.name));
    expect((await ask('inventory')).map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning no-inventory',
    ]);
    const definition =
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/dockerclusters.infrastructure.cluster.x-k8s.io';
    await pair.target.api.call('PATCH', definition, { metadata: { labels: { 'cluster.x-k8s.io/v1beta2': null } } });
    expect(texts(await ask('inventory'))[0]).toBe(
      'provider-older: dockerclusters.infrastructure.cluster.x-k8s.io speaks contract v1beta2 in the source, but v1beta1 in the target',
    );
  });
});
