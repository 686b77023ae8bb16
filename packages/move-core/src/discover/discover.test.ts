import { describe, expect, test } from 'vitest';
import { DiscoveryError } from '../errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject, OwnerReference } from '../model/kube-object.ts';
import { formatRef, refOf } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { clusterApiKinds, labelled, type MemoryKind } from '../server/memory/memory-kind.ts';
import { createMemoryServer, type MemoryServer, type MemoryServerOptions } from '../server/memory/memory-server.ts';
import { discover } from './discover.ts';
import type { Snapshot } from './snapshot.ts';

const fleet: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fleet' } };

const machines: MemoryKind = {
  group: 'cluster.x-k8s.io',
  kind: 'Machine',
  labels: labelled,
  versions: [{ name: 'v1beta2' }],
};

function server(options: MemoryServerOptions = {}): MemoryServer {
  const { kinds = [], objects = [] } = options;
  return createMemoryServer({ ...options, kinds: [...clusterApiKinds, ...kinds], objects: [fleet, ...objects] });
}

function object(
  apiVersion: string,
  kind: string,
  name: string,
  metadata: Partial<KubeObject['metadata']> = {},
): KubeObject {
  return { apiVersion, kind, metadata: { name, ...metadata } };
}

function ownedBy(apiVersion: string, kind: string, name: string, uid: string): { ownerReferences: OwnerReference[] } {
  return { ownerReferences: [{ apiVersion, kind, name, uid }] };
}

function take(source: MemoryServer, providers: readonly Provider[] = []): Promise<Snapshot> {
  return discover(source, { namespace: 'fleet', providers });
}

function names(objects: readonly KubeObject[]): readonly string[] {
  return objects.map((one) => formatRef(refOf(one)));
}

async function refusal(snapshot: Promise<Snapshot>): Promise<DiscoveryError> {
  const error: unknown = await snapshot.then(
    () => undefined,
    (raised: unknown) => raised,
  );
  if (!(error instanceof DiscoveryError)) throw new Error(`no DiscoveryError but ${String(error)}`, { cause: error });
  return error;
}

describe('types', () => {
  test('are the kinds that carry the label, at the version in which they are stored, and Secret and ConfigMap', async () => {
    const versions = [{ name: 'v1beta2' }, { name: 'v1beta1', storage: true }];
    const hosts: MemoryKind = {
      group: 'hardware.example.com',
      kind: 'Host',
      labels: labelled,
      versions,
      hasStatus: false,
    };
    const { types } = await take(server({ kinds: [hosts, { ...machines, labels: {} }] }));
    expect(types).toMatchObject([
      { group: '', kind: 'ConfigMap', version: 'v1', labelled: true },
      { group: '', kind: 'Secret', version: 'v1', labelled: true },
      { group: 'cluster.x-k8s.io', kind: 'Cluster', version: 'v1beta2', hasStatus: true, namespaced: true },
      { group: 'hardware.example.com', kind: 'Host', version: 'v1beta1', hasStatus: false },
    ]);
  });

  test('tell which move labels their definition carries', async () => {
    const labels = { ...labelled, 'clusterctl.cluster.x-k8s.io/move-hierarchy': 'false' };
    const { types } = await take(server({ kinds: [{ ...machines, labels }] }));
    expect(types.find(({ kind }) => kind === 'Machine')).toMatchObject({ moveHierarchyLabel: true, moveLabel: false });
  });

  test("leave out clusterctl's own inventory, even if its definition is labelled", async () => {
    const inventory = clusterApiKinds.map((kind) => ({ ...kind, labels: labelled }));
    const source = createMemoryServer({ kinds: inventory, objects: [fleet] });
    const { types } = await take(source, [{ name: 'all', rules: [{ kinds: [{}], discover: true }] }]);
    expect(types.map(({ kind }) => kind)).not.toContain('Provider');
  });

  test('include kinds without a label that a provider knows, with an irregular plural', async () => {
    const data: MemoryKind = {
      group: 'metal3.io',
      kind: 'HardwareData',
      plural: 'hardwaredata',
      versions: [{ name: 'v1alpha1' }],
    };
    const source = server({
      kinds: [data, { ...data, kind: 'Other', plural: 'others' }],
      objects: [object('metal3.io/v1alpha1', 'HardwareData', 'h1')],
    });
    const snapshot = await take(source, [
      { name: 'metal3', rules: [{ kinds: [{ group: 'metal3.io', kind: 'HardwareData' }], discover: true }] },
    ]);
    expect(snapshot.types).toContainEqual(
      expect.objectContaining({ kind: 'HardwareData', plural: 'hardwaredata', labelled: false }),
    );
    expect(snapshot.types.map(({ kind }) => kind)).not.toContain('Other');
    expect(names(snapshot.objects)).toContain('HardwareData fleet/h1');
  });

  test('are refused, all together, where the stored version is not served', async () => {
    const versions = [{ name: 'v1' }, { name: 'v1alpha1', storage: true, served: false }];
    const kinds = ['Host', 'Rack'].map((kind) => ({ group: 'a.example.com', kind, labels: labelled, versions }));
    const { message } = await refusal(take(server({ kinds })));
    expect(message).toContain('Host.a.example.com is stored in v1alpha1, which is not served (served: v1)');
    expect(message).toContain('Rack.a.example.com is stored in v1alpha1');
  });
});

describe('objects', () => {
  test('are those of the namespace and the cluster-scoped ones, in one order', async () => {
    const identity: MemoryKind = { group: 'a.example.com', kind: 'Identity', namespaced: false, labels: labelled };
    const source = server({
      kinds: [machines, identity],
      objects: [
        object('cluster.x-k8s.io/v1beta2', 'Machine', 'm2'),
        object('cluster.x-k8s.io/v1beta2', 'Machine', 'm1'),
        object('cluster.x-k8s.io/v1beta2', 'Machine', 'm0', { namespace: 'other' }),
        object('a.example.com/v1', 'Identity', 'default'),
        object('v1', 'Secret', 's', { uid: '0' }),
      ],
    });
    const { objects } = await take(source);
    expect(names(objects)).toEqual(['Secret fleet/s', 'Identity default', 'Machine fleet/m1', 'Machine fleet/m2']);
  });

  test("include the Secrets of infrastructure providers' namespaces, and no others' (B2.4)", async () => {
    const provider = (name: string, type: string, namespace: string): KubeObject => ({
      apiVersion: 'clusterctl.cluster.x-k8s.io/v1alpha3',
      kind: 'Provider',
      metadata: { name, namespace },
      providerName: name,
      type,
      version: 'v1.0.0',
    });
    const snapshot = await take(
      server({
        objects: [
          provider('aws', 'InfrastructureProvider', 'capa-system'),
          provider('kubeadm', 'BootstrapProvider', 'cabpk-system'),
          object('v1', 'Secret', 'credentials', { namespace: 'capa-system' }),
          object('v1', 'ConfigMap', 'settings', { namespace: 'capa-system' }),
          object('v1', 'Secret', 'webhook', { namespace: 'cabpk-system' }),
          object('v1', 'Namespace', 'capa-system'),
        ],
      }),
    );
    expect(names(snapshot.objects)).toEqual(['Secret capa-system/credentials']);
    expect(names(snapshot.namespaces)).toEqual(['Namespace capa-system', 'Namespace fleet']);
    expect(snapshot.inventory.map(({ providerName }) => providerName)).toEqual(['kubeadm', 'aws']);
  });

  test('of other namespaces that may use ours are kept apart', async () => {
    const source = server({
      objects: [
        object('cluster.x-k8s.io/v1beta2', 'Cluster', 'ours'),
        object('cluster.x-k8s.io/v1beta2', 'Cluster', 'theirs', { namespace: 'other' }),
      ],
    });
    const kinds = [{ group: 'cluster.x-k8s.io', kind: 'Cluster' }];
    const snapshot = await take(source, [{ name: 'core', rules: [{ kinds, usersElsewhere: true }] }]);
    expect(names(snapshot.objects)).toEqual(['Cluster fleet/ours']);
    expect(names(snapshot.elsewhere)).toEqual(['Cluster other/theirs']);
  });
});

describe('required objects', () => {
  const templates: MemoryKind = {
    group: 'infra.example.com',
    kind: 'Template',
    versions: [{ name: 'v1beta2' }, { name: 'v1beta1' }],
  };
  const classes: MemoryKind = { ...machines, kind: 'ClusterClass', plural: 'clusterclasses' };
  const needs = (...refs: readonly [kind: string, group: string, namespace: string, name: string][]): JsonObject => ({
    needs: refs.map(([kind, group, namespace, name]) => ({ kind, group, namespace, name, version: 'v1beta1' })),
  });
  const byNeeds: Provider = {
    name: 'needs',
    requires: (from) => ((from.spec as JsonObject | undefined)?.['needs'] ?? []) as never,
  };
  const cluster = (spec: JsonObject): KubeObject => ({ ...object('cluster.x-k8s.io/v1beta2', 'Cluster', 'c'), spec });

  test('are fetched from other namespaces with what they need in turn, at the stored version', async () => {
    const source = server({
      kinds: [classes, templates],
      objects: [
        cluster(needs(['ClusterClass', 'cluster.x-k8s.io', 'classes', 'quick'])),
        {
          ...object('cluster.x-k8s.io/v1beta2', 'ClusterClass', 'quick', { namespace: 'classes' }),
          spec: needs(['Template', 'infra.example.com', 'classes', 't']),
        },
        object('infra.example.com/v1beta2', 'Template', 't', { namespace: 'classes' }),
        object('infra.example.com/v1beta2', 'Template', 'unused', { namespace: 'classes' }),
        object('v1', 'Namespace', 'classes'),
      ],
    });
    const snapshot = await take(source, [byNeeds]);
    expect(names(snapshot.objects)).toEqual(['Cluster fleet/c', 'ClusterClass classes/quick', 'Template classes/t']);
    expect(snapshot.objects.at(-1)?.apiVersion).toBe('infra.example.com/v1beta2');
    expect(snapshot.types).toContainEqual(
      expect.objectContaining({ kind: 'Template', version: 'v1beta2', labelled: false }),
    );
    expect(names(snapshot.namespaces)).toEqual(['Namespace classes', 'Namespace fleet']);
  });

  test('that are missing are all named, with who needs them', async () => {
    const source = server({
      kinds: [classes],
      objects: [
        cluster(
          needs(
            ['ClusterClass', 'cluster.x-k8s.io', 'classes', 'quick'],
            ['Template', 'infra.example.com', 'classes', 't'],
          ),
        ),
      ],
    });
    const { message } = await refusal(take(source, [byNeeds]));
    expect(message).toContain('Cluster fleet/c needs ClusterClass classes/quick, but it does not exist');
    expect(message).toContain(
      'Cluster fleet/c needs Template classes/t, but the kind Template.infra.example.com is not served',
    );
  });

  test('of the moved namespace are not asked for again: a dangling reference is not a reason to refuse (B3.2)', async () => {
    const source = server({
      kinds: [classes],
      objects: [cluster(needs(['ClusterClass', 'cluster.x-k8s.io', 'fleet', 'quick']))],
    });
    await expect(take(source, [byNeeds])).resolves.toBeDefined();
  });

  test('may require one another', async () => {
    const at = (name: string, other: string): KubeObject => ({
      ...object('infra.example.com/v1beta2', 'Template', name, { namespace: 'classes' }),
      spec: needs(['Template', 'infra.example.com', 'classes', other]),
    });
    const first = cluster(needs(['Template', 'infra.example.com', 'classes', 'a']));
    const namespace = object('v1', 'Namespace', 'classes');
    const { objects } = await take(
      server({ kinds: [templates], objects: [first, at('a', 'b'), at('b', 'a'), namespace] }),
      [byNeeds],
    );
    expect(names(objects)).toEqual(['Cluster fleet/c', 'Template classes/a', 'Template classes/b']);
  });
});

describe('dependents', () => {
  const widgets: MemoryKind = { group: 'b.example.com', kind: 'Widget' };
  const owner = ownedBy('cluster.x-k8s.io/v1beta2', 'Cluster', 'c', 'c-uid');

  test('of kinds that no label shows are found by their metadata, core kinds as well, events left out', async () => {
    const source = server({
      kinds: [widgets],
      objects: [
        object('cluster.x-k8s.io/v1beta2', 'Cluster', 'c', { uid: 'c-uid' }),
        { ...object('b.example.com/v1', 'Widget', 'w', owner), spec: { large: true } },
        object('v1', 'Service', 'owned', owner),
        object('v1', 'Service', 'free'),
        object('v1', 'Service', 'far', { ...owner, namespace: 'other' }),
        object('v1', 'Event', 'e', owner),
      ],
    });
    const { dependents } = await take(source);
    expect(names(dependents)).toEqual(['Service fleet/owned', 'Widget fleet/w']);
    expect(dependents[1]).not.toHaveProperty('spec');
  });

  test('may hide in kinds that cannot be listed, and these are named with the reason', async () => {
    const source = server({
      kinds: [widgets, { group: 'agg.example.com', kind: 'Thing', definition: false }],
      denies: ({ resource, verb }) => resource === 'widgets' && verb === 'list',
      unavailable: ['agg.example.com/v1', 'metrics.k8s.io/v1beta1'],
    });
    const { unlistable } = await take(source);
    expect(unlistable).toEqual([
      { resource: '*.agg.example.com', because: expect.stringContaining('discovery') as unknown },
      { resource: 'things.agg.example.com', because: 'the server is currently unable to handle the request' },
      { resource: 'widgets.b.example.com', because: 'cannot list widgets.b.example.com' },
    ]);
  });
});

describe('owners', () => {
  const widgets: MemoryKind = { group: 'b.example.com', kind: 'Widget', versions: [{ name: 'v1' }] };
  const secret = (name: string, apiVersion: string, kind: string, owner: string, uid: string): KubeObject =>
    object('v1', 'Secret', name, ownedBy(apiVersion, kind, owner, uid));

  test('outside the snapshot are looked up: there, gone, replaced, of a kind that is no more', async () => {
    const source = server({
      kinds: [widgets, { group: 'c.example.com', kind: 'Zone', namespaced: false }],
      objects: [
        object('b.example.com/v1', 'Widget', 'w', { uid: 'w-uid' }),
        object('c.example.com/v1', 'Zone', 'z', { uid: 'z-uid' }),
        secret('a', 'b.example.com/v1alpha1', 'Widget', 'w', 'w-uid'),
        secret('b', 'c.example.com/v1', 'Zone', 'z', 'z-uid'),
        secret('c', 'b.example.com/v1', 'Widget', 'w', 'earlier-w'),
        secret('d', 'cluster.x-k8s.io/v1beta2', 'Cluster', 'gone', 'gone-uid'),
        secret('e', 'uninstalled.example.com/v1', 'Thing', 't', 't-uid'),
      ],
    });
    const { owners } = await take(source);
    expect([...owners]).toEqual([
      ['earlier-w', { state: 'absent' }],
      ['gone-uid', { state: 'absent' }],
      ['t-uid', { state: 'absent' }],
      ['w-uid', { state: 'present' }],
      ['z-uid', { state: 'present' }],
    ]);
  });

  test('that cannot be looked up are unknown, with the reason', async () => {
    const source = server({
      kinds: [
        { ...widgets, verbs: ['get'] },
        { group: 'c.example.com', kind: 'Zone', namespaced: false, labels: labelled },
      ],
      objects: [
        secret('a', 'b.example.com/v1', 'Widget', 'w', 'w-uid'),
        secret('b', 'agg.example.com/v1', 'Thing', 't', 't-uid'),
        object('c.example.com/v1', 'Zone', 'z', ownedBy('v1', 'Secret', 'a', 'a-uid')),
      ],
      denies: ({ resource }) => resource === 'widgets',
      unavailable: ['agg.example.com/v1'],
    });
    const { owners } = await take(source);
    expect([...owners]).toEqual([
      ['a-uid', { state: 'unknown', because: 'a cluster-scoped object cannot have an owner in a namespace' }],
      ['t-uid', { state: 'unknown', because: expect.stringContaining('discovery') as unknown }],
      ['w-uid', { state: 'unknown', because: 'cannot get widgets.b.example.com' }],
    ]);
  });

  test('in the snapshot are not looked up', async () => {
    const source = server({
      objects: [
        object('cluster.x-k8s.io/v1beta2', 'Cluster', 'c', { uid: 'c-uid' }),
        secret('a', 'cluster.x-k8s.io/v1beta2', 'Cluster', 'c', 'c-uid'),
      ],
      denies: ({ resource, verb }) => resource === 'clusters' && verb === 'get',
    });
    expect((await take(source)).owners.size).toBe(0);
  });
});

describe('a discovery', () => {
  test('names all missing rights in one error', async () => {
    const source = server({
      kinds: [machines],
      denies: ({ verb, resource }) => verb === 'list' && ['machines', 'secrets', 'providers'].includes(resource),
    });
    const error = await refusal(take(source));
    expect(error.code).toBe('missing-right');
    expect(error.message).toBe(
      'source: not allowed: list machines.cluster.x-k8s.io in namespace fleet; ' +
        'not allowed: list providers.clusterctl.cluster.x-k8s.io; not allowed: list secrets in namespace fleet',
    );
    expect(error.hint).toContain('ClusterRole');
  });

  test('refuses a namespace that does not exist instead of finding nothing in it', async () => {
    const error = await refusal(discover(server(), { namespace: 'flet', providers: [] }));
    expect(error.code).toBe('namespace-not-found');
    expect(error.message).toContain('source has no namespace flet');
  });

  test('refuses a cluster without Cluster API', async () => {
    const error = await refusal(take(createMemoryServer({ objects: [fleet] })));
    expect(error.code).toBe('cluster-api-missing');
  });

  test('refuses a cluster that stores Clusters in another version', async () => {
    const [cluster, inventory] = clusterApiKinds;
    const kinds = [{ ...cluster, versions: [{ name: 'v1beta1' }] }, inventory] as MemoryKind[];
    const error = await refusal(take(createMemoryServer({ kinds, objects: [fleet] })));
    expect(error.code).toBe('contract-mismatch');
    expect(error.message).toContain('stores Clusters in v1beta1, but v1beta2 is expected');
  });

  test('names the cluster by the UID of kube-system', async () => {
    const { cluster } = await take(server({ systemUid: 'abc', version: 'v1.33.1-eks-4f47' }));
    expect(cluster).toEqual({ url: 'https://source.test', systemUid: 'abc', version: 'v1.33.1-eks-4f47' });
  });

  test('stops when the caller says so', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(discover(server(), { namespace: 'fleet', providers: [], signal })).rejects.toThrow('enough');
  });

  test('writes nothing', async () => {
    const source = server({ kinds: [machines], objects: [object('cluster.x-k8s.io/v1beta2', 'Machine', 'm')] });
    await take(source);
    expect(source.writes).toEqual([]);
  });
});
