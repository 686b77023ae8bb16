import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectApi, type KubeList, type KubeObject } from '../support/api/api.ts';
import { pathOf } from '../support/api/discovery.ts';
import { binary } from '../support/binaries/binaries.ts';
import { readAudit, writesIn } from '../support/control-plane/audit.ts';
import { isEtcdHealthy, readKey, startEtcd, writeKey } from '../support/control-plane/etcd.ts';
import { garbageCollected } from '../support/control-plane/garbage-collected.ts';
import { writeKubeconfig } from '../support/control-plane/kubeconfig.ts';
import { startOnPort, type Started } from '../support/control-plane/start-on-port.ts';
import { startControlPlane, startPair, type Pair } from '../support/control-plane/start.ts';
import { defineCrd, movedByClusterctl } from '../support/crds/define.ts';
import { installCrds } from '../support/crds/install.ts';
import { draw } from '../support/drawing/draw.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { ensureNamespace } from '../support/fixtures/namespaces.ts';
import { until } from '../support/processes/until.ts';
import { objectsPerCluster, seedClusters } from '../support/seed/seed.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all', audit: true, users: [{ name: 'bob', groups: ['readers'] }] });
});

afterAll(async () => {
  await pair.stop();
});

test('a pair is two different clusters, each with its own CA, on ports of the system’s choice', async () => {
  const { source, target } = pair;
  expect(source.url).not.toBe(target.url);
  await ensureNamespace(source, 'only-in-source');
  expect((await target.api.request('GET', '/api/v1/namespaces/only-in-source')).status).toBe(404);

  const stranger = connectApi({ url: target.url, ca: source.ca, token: target.adminToken });
  await expect(stranger.request('GET', '/version')).rejects.toThrow(/certificate/);
  await stranger.close();
});

test('an admin comes in by token and by client certificate, another user with the rights RBAC gives', async () => {
  const { source } = pair;
  const { certificate, key } = source.adminCertificate;
  for (const user of [{ token: source.adminToken }, { certificate, key }]) {
    const api = connectApi({ url: source.url, ca: source.ca, ...user });
    expect((await api.request('GET', '/api/v1/secrets')).status).toBe(200);
    await api.close();
  }
  const bob = source.connectAs('bob');
  expect((await bob.request('GET', '/api/v1/configmaps')).status).toBe(403);
  // A role of its own: `view` and the like are put together by a controller that does not run here.
  await source.api.call('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', {
    metadata: { name: 'readers' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
  });
  await source.api.call('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'readers' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'readers' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'readers' }],
  });
  await until(
    { what: 'the rights of bob' },
    async () => (await bob.request('GET', '/api/v1/configmaps')).status === 200,
  );
  expect((await bob.request('GET', '/api/v1/secrets')).status).toBe(403);
  await bob.close();
});

test('every kind of the providers can be drawn, with real owners and a status', async () => {
  const { source } = pair;
  const fleet = await draw(
    source,
    'drawn',
    `
    Cluster/a > DockerCluster/a
    Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m > Secret/m
    Machine/m > DockerMachine/m
    Cluster/a > MachineDeployment/md > MachineSet/ms > Machine/w
    Cluster/a > MachinePool/mp > DockerMachinePool/mp
    Cluster/a > MachineHealthCheck/h
    ClusterResourceSet/s > ClusterResourceSetBinding/a, ConfigMap/resources
    ClusterClass/c > DockerClusterTemplate/t, KubeadmControlPlaneTemplate/t, DockerMachineTemplate/t, KubeadmConfigTemplate/t
    Cluster/b ~ ClusterClass/c
    Cluster/b > DevCluster/b, DevMachinePool/b
    DevMachine/d, DevMachineTemplate/d, DevClusterTemplate/d, DevMachinePoolTemplate/d, DockerMachinePoolTemplate/d
    IPAddressClaim/i > IPAddress/i
    ExtensionConfig/e, MachineDrainRule/r, Secret/drawn-elsewhere/s
    `,
    { 'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'], annotations: { note: 'mine' } } },
  );
  const owner = fleet.of('Machine/m');
  expect(owner.metadata).toMatchObject({
    labels: { 'cluster.x-k8s.io/cluster-name': 'a' },
    annotations: { note: 'mine' },
    finalizers: ['machine.cluster.x-k8s.io'],
  });
  expect(owner['status']).toMatchObject({ nodeRef: { name: 'm' } });
  expect(fleet.of('DockerMachine/m').metadata.ownerReferences).toEqual([
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Machine',
      name: 'm',
      uid: owner.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ]);
  expect(fleet.of('Cluster/a')['spec']).toMatchObject({ infrastructureRef: { kind: 'DockerCluster', name: 'a' } });
  expect(fleet.of('Cluster/b')['spec']).toMatchObject({ topology: { classRef: { name: 'c' } } });
  expect(fleet.of('Secret/drawn-elsewhere/s').metadata.namespace).toBe('drawn-elsewhere');

  await garbageCollected(source);
  const left = await Promise.all(fleet.names.map((words) => fleet.read(words)));
  expect(left.filter((object) => object === undefined)).toEqual([]);
});

test('the collector takes what has no owner, also of a kind that is younger than itself, and leaves the rest', async () => {
  const { source } = pair;
  await defineCrd(source, { group: 'example.test', kind: 'Widget', labels: movedByClusterctl });
  await ensureNamespace(source, 'collected');
  const widgets = pathOf(await source.kinds.find('Widget'), 'collected');
  const widget = (name: string, owners: readonly unknown[] = []): Promise<KubeObject> =>
    source.api.call('POST', widgets, {
      apiVersion: 'example.test/v1',
      kind: 'Widget',
      metadata: { name, ownerReferences: owners },
    });
  const owner = await widget('owner');
  const reference = { apiVersion: 'example.test/v1', kind: 'Widget', name: 'owner' };
  await widget('owned', [{ ...reference, uid: owner.metadata.uid }]);
  // As after a move that kept the UIDs of the other cluster.
  await widget('of-another-uid', [{ ...reference, uid: '00000000-0000-4000-8000-000000000000' }]);
  const names = async (): Promise<readonly string[]> =>
    (await source.api.call<KubeList>('GET', widgets)).items.map(({ metadata }) => metadata.name);

  await garbageCollected(source);
  expect(await names()).toEqual(['owned', 'owner']);

  await source.api.call('DELETE', `${widgets}/owner`);
  await garbageCollected(source);
  expect(await names()).toEqual([]);
});

test('a deleted namespace is emptied and goes', async () => {
  const { target } = pair;
  const fleet = await draw(target, 'short-lived', 'Cluster/a > Machine/m');
  await target.api.call('DELETE', '/api/v1/namespaces/short-lived');
  await until(
    { what: 'the end of the namespace' },
    async () => (await target.api.request('GET', '/api/v1/namespaces/short-lived')).status === 404,
  );
  expect(await fleet.read('Machine/m')).toBeUndefined();
});

test('a seeded cluster is 37 finished objects, and the collector agrees with every owner', async () => {
  const { target } = pair;
  const seeded = await seedClusters(target, { namespace: 'seeded', count: 2 });
  expect(seeded).toHaveLength(2 * objectsPerCluster);
  await garbageCollected(target);

  const count = async (kind: string): Promise<number> =>
    (await target.api.call<KubeList>('GET', pathOf(await target.kinds.find(kind), 'seeded'))).items.length;
  expect(
    await Promise.all(
      ['Cluster', 'Machine', 'KubeadmConfig', 'DockerMachine', 'DockerMachineTemplate', 'Secret'].map(count),
    ),
  ).toEqual([2, 12, 12, 12, 4, 22]);
  const cluster = seeded.find(({ kind }) => kind === 'Cluster');
  expect(cluster).toMatchObject({
    metadata: { finalizers: ['cluster.cluster.x-k8s.io'] },
    status: { initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true } },
  });
  const machine = seeded.find(
    ({ kind, metadata }) => kind === 'Machine' && metadata.labels?.['cluster.x-k8s.io/set-name'] !== undefined,
  );
  expect(machine?.metadata.managedFields).toMatchObject([
    { manager: 'capi-machineset', operation: 'Apply' },
    { manager: 'manager', operation: 'Update' },
    { manager: 'manager', operation: 'Update', subresource: 'status' },
  ]);
});

test('the inventory is what clusterctl init leaves', async () => {
  await installInventory(pair.target);
  const { items } = await pair.target.api.call<KubeList>('GET', '/apis/clusterctl.cluster.x-k8s.io/v1alpha3/providers');
  expect(items.map(({ metadata }) => `${String(metadata.namespace)}/${metadata.name}`)).toEqual([
    'capd-system/infrastructure-docker',
    'capi-kubeadm-bootstrap-system/bootstrap-kubeadm',
    'capi-kubeadm-control-plane-system/control-plane-kubeadm',
    'capi-system/cluster-api',
  ]);
});

test('the audit log tells who wrote what, and in which order', async () => {
  const { source } = pair;
  await ensureNamespace(source, 'audited');
  const mine = await until({ what: 'the audit log' }, async () => {
    const found = writesIn(await readAudit(source)).filter(({ objectRef }) => objectRef?.name === 'audited');
    return found.length > 0 && found;
  });
  expect(mine).toMatchObject([
    { verb: 'create', user: { username: 'admin' }, userAgent: 'test-bed', responseStatus: { code: 201 } },
  ]);
});

test('a kubeconfig may lead astray in every way a user can have one that does', async () => {
  const { source } = pair;
  const path = await writeKubeconfig(source, {
    context: 'work',
    namespace: 'fleet',
    url: 'https://127.0.0.1:1',
    user: { exec: { command: '/bin/false', env: { A: 'b' } } },
    otherContexts: ['home'],
  });
  const written = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  expect(written).toMatchObject({
    'current-context': 'work',
    contexts: [{ name: 'work', context: { namespace: 'fleet' } }, { name: 'home' }],
    users: [{ user: { exec: { command: '/bin/false', env: [{ name: 'A', value: 'b' }] } } }],
  });
});

test('a killed API server comes back with the same data at the same place, and so does etcd', async () => {
  await using plane = await startControlPlane({ name: 'restarted', controllers: [] });
  await ensureNamespace(plane, 'kept');
  for (const part of ['apiserver', 'etcd'] as const) {
    const before = plane.pids()[part];
    await plane.kill(part);
    if (part === 'apiserver') await expect(plane.api.request('GET', '/readyz')).rejects.toThrow();
    await plane.restart(part);
    expect(plane.pids()[part]).not.toBe(before);
    await until(
      { what: 'the namespace' },
      async () => (await plane.api.request('GET', '/api/v1/namespaces/kept')).status === 200,
    );
  }
});

test('kinds that were there from the start are the same as kinds that are installed', async () => {
  await using plane = await startControlPlane({ name: 'bare', controllers: [] });
  await installCrds(plane, ['clusterctl', 'kubeadm-bootstrap']);
  for (const name of ['providers.clusterctl.cluster.x-k8s.io', 'kubeadmconfigs.bootstrap.cluster.x-k8s.io']) {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
    const [installed, found] = await Promise.all([plane, pair.source].map((where) => where.api.call('GET', path)));
    expect(found?.['spec']).toEqual(installed?.['spec']);
    expect(found?.metadata.labels).toEqual(installed?.metadata.labels);
    expect(found?.metadata.uid).not.toBe(installed?.metadata.uid);
  }
});

test('nothing is left of a control plane that was stopped', async () => {
  const plane = await startControlPlane({ name: 'stopped' });
  const pids = Object.values(plane.pids());
  expect(pids).toHaveLength(3);
  await plane.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(plane.directory)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('an etcd that lost its port to another one is not taken for ready by the health of that other', async () => {
  const { path: program } = await binary('etcd');
  const directories = await Promise.all(['first', 'second'].map((name) => mkdtemp(join(tmpdir(), `tsmove-${name}-`))));
  const start = (directory: string, port: number): Promise<Started> =>
    startOnPort(
      port,
      (chosen) => startEtcd(chosen, { program, directory, unsafeNoFsync: true }),
      (chosen) => isEtcdHealthy(`http://127.0.0.1:${chosen}`, directory),
    );
  const [first = '', second = ''] = directories;
  const one = await start(first, 0);
  try {
    const other = await start(second, one.port);
    try {
      expect(other.port).not.toBe(one.port);
      await writeKey(`http://127.0.0.1:${one.port}`, 'whose', 'the first’s');
      expect(await readKey(`http://127.0.0.1:${other.port}`, 'whose')).toBeUndefined();
    } finally {
      await other.process.stop('SIGKILL');
    }
  } finally {
    await one.process.stop('SIGKILL');
    await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
  }
});
