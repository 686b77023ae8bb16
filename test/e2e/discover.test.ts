import {
  connect,
  discover,
  DiscoveryError,
  formatRef,
  refOf,
  type KubeObject,
  type Provider,
  type Snapshot,
} from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { startControlPlane } from '../support/control-plane/start.ts';
import { defineCrd, movedByClusterctl } from '../support/crds/define.ts';
import { draw, type Drawn } from '../support/drawing/draw.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { ensureNamespace } from '../support/fixtures/namespaces.ts';
import { until } from '../support/processes/until.ts';
import { objectsPerCluster, seedClusters } from '../support/seed/seed.ts';
import { grant, kubeconfigOf, type Grant } from './reading/role.ts';
import { versionsOfEverything } from './reading/versions-of-everything.ts';

let plane: ControlPlane;

beforeAll(async () => {
  // Without a garbage collector, so that an owner that is gone stays in the ownerReferences.
  plane = await startControlPlane({
    name: 'source',
    crds: 'all',
    controllers: [],
    users: [{ name: 'mover' }, { name: 'guest' }],
  });
  await installInventory(plane);
});

afterAll(async () => {
  await plane.stop();
});

async function take(
  namespace: string,
  providers: readonly Provider[] = [],
  kubeconfig: string = plane.kubeconfig,
): Promise<Snapshot> {
  await using source = await connect({ kubeconfig, label: 'source', retryBudgetMs: 2_000 });
  return await discover(source, { namespace, providers });
}

function names(objects: readonly KubeObject[]): readonly string[] {
  return objects.map((object) => formatRef(refOf(object)));
}

test('a whole cluster is found, twice the same, and nothing is written', async () => {
  const made = await seedClusters(plane, { namespace: 'whole', count: 1 });
  const before = await versionsOfEverything(plane);
  const [first, second] = [await take('whole'), await take('whole')];
  expect(await versionsOfEverything(plane)).toEqual(before);
  expect(made).toHaveLength(objectsPerCluster);
  const found = new Map(first.objects.map((object) => [object.metadata.uid, object]));
  for (const { metadata } of made)
    expect(found.get(metadata.uid)?.metadata.resourceVersion, metadata.name).toBe(metadata.resourceVersion);
  expect(second).toEqual(first);
  expect(first.cluster).toMatchObject({ url: plane.url, version: 'v1.34.4' });
  expect(
    first.types.filter(({ group }) => group.endsWith('cluster.x-k8s.io')).every(({ version }) => version === 'v1beta2'),
  ).toBe(true);
  expect(first.types.map(({ kind }) => kind)).not.toContain('Provider');
  expect(first.inventory).toHaveLength(4);
  expect(first.unlistable).toEqual([]);
});

test('more objects than fit on a page are all found', async () => {
  await ensureNamespace(plane, 'many');
  const count = 1_201;
  const all = Array.from({ length: count }, (_, at) => `s-${at}`);
  for (let from = 0; from < count; from += 100) {
    await Promise.all(
      all.slice(from, from + 100).map((name) =>
        plane.api.call('POST', '/api/v1/namespaces/many/secrets', {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name },
        }),
      ),
    );
  }
  const { objects } = await take('many');
  expect(objects.filter(({ kind }) => kind === 'Secret')).toHaveLength(count);
});

test('a kind without a label is found if a provider knows it, however its plural is built', async () => {
  const kind = {
    group: 'hardware.test',
    kind: 'HardwareData',
    plural: 'hardwaredata',
    versions: ['v1alpha1', 'v1alpha2'],
  };
  await defineCrd(plane, kind, { group: 'hardware.test', kind: 'Other' });
  await draw(plane, 'hardware', 'HardwareData/h');
  const rules = [{ kinds: [{ group: 'hardware.test', kind: 'HardwareData' }], discover: true }];
  const { types, objects } = await take('hardware', [{ name: 'hardware', rules }]);
  expect(types.filter(({ group }) => group === 'hardware.test')).toEqual([
    expect.objectContaining({
      kind: 'HardwareData',
      plural: 'hardwaredata',
      version: 'v1alpha1',
      hasStatus: true,
      labelled: false,
    }),
  ]);
  expect(names(objects)).toContain('HardwareData hardware/h');
});

test('what depends on moved objects is found in kinds without a label and in core kinds, by its metadata', async () => {
  await defineCrd(plane, { group: 'unlabelled.test', kind: 'Widget' });
  await draw(
    plane,
    'dependents',
    `Cluster/c > Widget/w
     Cluster/c > ServiceAccount/robot
     Cluster/c > Secret/c-ca
     Widget/free`,
    { 'Widget/w': { spec: { secret: 'value' } } },
  );
  const { dependents, objects } = await take('dependents');
  expect(names(dependents)).toEqual(['ServiceAccount dependents/robot', 'Widget dependents/w']);
  expect(JSON.stringify(dependents)).not.toContain('value');
  expect(names(objects)).toContain('Secret dependents/c-ca');
});

test('an owner that is gone is told from one that is only of another kind', async () => {
  const widgets = { group: 'owners.test', kind: 'Gadget', versions: ['v1', 'v2'] };
  await defineCrd(plane, widgets);
  const drawn: Drawn = await draw(plane, 'owners', 'Gadget/g\nCluster/c > DockerCluster/c\nNode/n');
  const reference = (apiVersion: string, kind: string, name: string, uid: string | undefined) => ({
    apiVersion,
    kind,
    name,
    uid,
  });
  const gadget = drawn.of('Gadget/g').metadata.uid;
  const node = drawn.of('Node/n').metadata.uid;
  const owners = {
    // What the topology controller leaves behind for a moment, and for ever where no garbage collector runs.
    'c-kubeconfig': reference('v1', 'Secret', 'c-shim', '11111111-0000-4000-8000-000000000000'),
    'by-older-version': reference('owners.test/v0', 'Gadget', 'g', gadget),
    'by-cluster-scoped': reference('v1', 'Node', 'n', node),
    'by-earlier-uid': reference('owners.test/v1', 'Gadget', 'g', '22222222-0000-4000-8000-000000000000'),
    'by-unknown-kind': reference('nowhere.test/v1', 'Thing', 't', '33333333-0000-4000-8000-000000000000'),
  };
  for (const [name, owner] of Object.entries(owners)) {
    const metadata = { name, ownerReferences: [owner] };
    await plane.api.call('POST', '/api/v1/namespaces/owners/secrets', { apiVersion: 'v1', kind: 'Secret', metadata });
  }
  const found = (await take('owners')).owners;
  const states = Object.entries(owners).map(([name, { uid = '' }]) => [name, found.get(uid)?.state]);
  expect(Object.fromEntries(states)).toEqual({
    'c-kubeconfig': 'absent',
    'by-older-version': 'present',
    'by-cluster-scoped': 'present',
    'by-earlier-uid': 'absent',
    'by-unknown-kind': 'absent',
  });
  expect(found.size).toBe(5);
});

test('a ClusterClass of another namespace is fetched with its templates, and users elsewhere are seen', async () => {
  const classes = await draw(
    plane,
    'classes',
    'ClusterClass/quick > DockerClusterTemplate/t, KubeadmControlPlaneTemplate/t, DockerMachineTemplate/t\nClusterClass/other\nSecret/s',
  );
  await ensureNamespace(plane, 'tenant-a');
  await ensureNamespace(plane, 'tenant-b');
  const classRef = { name: 'quick', namespace: 'classes' };
  for (const tenant of ['tenant-a', 'tenant-b']) {
    await draw(plane, tenant, 'Cluster/c', { 'Cluster/c': { spec: { topology: { classRef, version: 'v1.33.0' } } } });
  }
  const group = 'cluster.x-k8s.io';
  const provider: Provider = {
    name: 'classes',
    rules: [{ kinds: [{ group, kind: 'Cluster' }], usersElsewhere: true }],
    *requires(object) {
      if (object.kind === 'Cluster')
        yield { group, version: 'v1beta1', kind: 'ClusterClass', namespace: 'classes', name: 'quick' };
      if (object.kind !== 'ClusterClass') return;
      yield {
        group: `infrastructure.${group}`,
        version: 'v1beta1',
        kind: 'DockerClusterTemplate',
        namespace: 'classes',
        name: 't',
      };
      yield {
        group: `controlplane.${group}`,
        version: 'v1beta1',
        kind: 'KubeadmControlPlaneTemplate',
        namespace: 'classes',
        name: 't',
      };
    },
  };
  const snapshot = await take('tenant-a', [provider]);
  expect(names(snapshot.objects)).toEqual([
    'Cluster tenant-a/c',
    'ClusterClass classes/quick',
    'KubeadmControlPlaneTemplate classes/t',
    'DockerClusterTemplate classes/t',
  ]);
  expect(snapshot.objects.find(({ kind }) => kind === 'ClusterClass')?.apiVersion).toBe('cluster.x-k8s.io/v1beta2');
  expect(names(snapshot.elsewhere)).toContain('Cluster tenant-b/c');
  expect(snapshot.namespaces.map(({ metadata }) => metadata.name)).toEqual(['classes', 'tenant-a']);

  await plane.api.call('DELETE', classes.pathOf('DockerClusterTemplate/t'));
  await expect(take('tenant-a', [provider])).rejects.toThrow(
    /ClusterClass classes\/quick needs DockerClusterTemplate classes\/t, but it does not exist/,
  );
});

test('Secrets of the infrastructure provider are read, those of other providers are not (B2.4)', async () => {
  for (const namespace of ['capd-system', 'capi-system']) {
    const metadata = { name: 'credentials' };
    await plane.api.call('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
    });
  }
  await ensureNamespace(plane, 'plain');
  expect(names((await take('plain')).objects)).toEqual(['Secret capd-system/credentials']);
});

test('all missing rights are named at once, and the answer is enough to grant them', async () => {
  await ensureNamespace(plane, 'small-rights');
  const mover = await kubeconfigOf(plane, 'mover');
  const error: unknown = await take('small-rights', [], mover).catch((raised: unknown) => raised);
  if (!(error instanceof DiscoveryError)) throw new Error('no DiscoveryError', { cause: error });
  expect(error.code).toBe('missing-right');
  expect(error.message).toContain('get namespaces small-rights');
  expect(error.message).toContain('list customresourcedefinitions.apiextensions.k8s.io');
  expect(error.message).toContain('list secrets in namespace small-rights');

  await grant(plane, 'mover', [
    [['get', 'list'], ['apiextensions.k8s.io'], ['customresourcedefinitions']],
    [['get'], [''], ['namespaces']],
    [['list'], ['clusterctl.cluster.x-k8s.io'], ['providers']],
    [['list'], [''], ['secrets', 'configmaps']],
  ]);
  const next: unknown = await take('small-rights', [], mover).catch((raised: unknown) => raised);
  const missing = [
    ...String(next).matchAll(/not allowed: list ([a-z0-9]+)\.([a-z0-9.-]+)( in namespace small-rights)?/g),
  ];
  expect(missing.length).toBeGreaterThan(20);
  const inNamespace = missing.filter(([, , , where]) => where !== undefined);
  const everywhere = missing.filter(([, , , where]) => where === undefined);
  const asGrant = ([, plural = '', group = '']: readonly (string | undefined)[]): Grant => [
    ['list'],
    [group],
    [plural],
  ];
  await grant(plane, 'mover', inNamespace.map(asGrant), 'small-rights');
  await grant(plane, 'mover', everywhere.map(asGrant), undefined, 'mover-cluster-scoped');
  const snapshot = await take('small-rights', [], mover);
  // What is not needed but could hide a dependent is said, with the server's reason.
  expect(snapshot.unlistable.map(({ resource }) => resource)).toContain('deployments.apps');
  expect(snapshot.unlistable.find(({ resource }) => resource === 'deployments.apps')?.because).toContain('forbidden');
});

test('a kind whose stored version is no longer served is refused with the versions that are', async () => {
  await defineCrd(plane, { group: 'unserved.test', kind: 'Relic', labels: movedByClusterctl, versions: ['v1', 'v2'] });
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/relics.unserved.test';
  await plane.api.call('PATCH', path, [{ op: 'replace', path: '/spec/versions/0/served', value: false }], {
    'content-type': 'application/json-patch+json',
  });
  await ensureNamespace(plane, 'plain');
  await expect(take('plain')).rejects.toThrow(
    /Relic\.unserved\.test is stored in v1, which is not served \(served: v2\)/,
  );
  await plane.api.call('DELETE', path);
});

test('an API whose server is down is named, and does not stop the discovery', async () => {
  await plane.api.call('POST', '/apis/apiregistration.k8s.io/v1/apiservices', {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.down.test' },
    spec: {
      group: 'down.test',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { name: 'nobody', namespace: 'default' },
    },
  });
  await ensureNamespace(plane, 'plain');
  const metadata = {
    name: 'owned-by-the-unseen',
    ownerReferences: [
      { apiVersion: 'down.test/v1', kind: 'Thing', name: 't', uid: '44444444-0000-4000-8000-000000000000' },
    ],
  };
  await plane.api.call('POST', '/api/v1/namespaces/plain/secrets', { apiVersion: 'v1', kind: 'Secret', metadata });
  const snapshot = await until({ what: 'discovery says that down.test is down' }, async () => {
    const taken = await take('plain');
    return taken.unlistable.length > 0 ? taken : undefined;
  });
  expect(snapshot.unlistable).toEqual([{ resource: '*.down.test', because: expect.any(String) as unknown }]);
  expect(snapshot.owners.get('44444444-0000-4000-8000-000000000000')?.state).toBe('unknown');
  await plane.api.call('DELETE', '/apis/apiregistration.k8s.io/v1/apiservices/v1.down.test');
});

test('a namespace that is not there is not an empty one', async () => {
  await expect(take('no-such-place')).rejects.toMatchObject({ code: 'namespace-not-found', name: 'DiscoveryError' });
});

test('a cluster without Cluster API is no source', async () => {
  await using bare = await startControlPlane({ name: 'bare', controllers: [] });
  await expect(take('default', [], bare.kubeconfig)).rejects.toMatchObject({ code: 'cluster-api-missing' });
});
