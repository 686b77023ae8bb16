import { describe, expect, test } from 'vitest';
import { discover } from '../discover/discover.ts';
import type { Diagnostic } from '../errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { clusterApiKinds, labelled, type MemoryKind } from '../server/memory/memory-kind.ts';
import { createMemoryServer, type MemoryServer, type MemoryServerOptions } from '../server/memory/memory-server.ts';
import { planOf } from '../testing/plan-of.ts';
import { preflight, type PreflightOptions } from './preflight.ts';

const machines: MemoryKind = {
  group: 'cluster.x-k8s.io',
  kind: 'Machine',
  labels: labelled,
  versions: [{ name: 'v1beta2' }],
};
const classes: MemoryKind = { ...machines, kind: 'ClusterClass', plural: 'clusterclasses' };

function object(kind: string, name: string, more: Partial<KubeObject> & { readonly in?: string } = {}): KubeObject {
  const { in: namespace, metadata, ...rest } = more;
  const place = namespace === undefined ? {} : { namespace };
  return { apiVersion: 'cluster.x-k8s.io/v1beta2', kind, ...rest, metadata: { name, ...place, ...metadata } };
}

function namespaced(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function provider(name: string, version: string, type = 'CoreProvider'): KubeObject {
  const base = { apiVersion: 'clusterctl.cluster.x-k8s.io/v1alpha3', kind: 'Provider' };
  return { ...base, metadata: { name, namespace: 'capi-system' }, providerName: name, type, version };
}

function server(label: string, options: MemoryServerOptions = {}): MemoryServer {
  const { kinds = [machines, classes], objects = [] } = options;
  return createMemoryServer({
    label,
    ...options,
    kinds: [...clusterApiKinds, ...kinds],
    objects: [namespaced('fleet'), namespaced('tsmove-system'), ...objects],
  });
}

const machine = object('Machine', 'm1', { status: { phase: 'Running' } });

/** A source with one Machine, and one shared class in another namespace. */
function sourceWith(options: MemoryServerOptions = {}): MemoryServer {
  return server('source', { ...options, objects: [machine, provider('capi', 'v1.13.4'), ...(options.objects ?? [])] });
}

function targetWith(options: MemoryServerOptions = {}): MemoryServer {
  return server('target', { ...options, objects: [provider('capi', 'v1.13.4'), ...(options.objects ?? [])] });
}

interface Given {
  readonly source?: MemoryServer;
  readonly target?: MemoryServer;
  readonly move?: readonly string[];
  readonly copy?: readonly string[];
  readonly providers?: readonly Provider[];
  readonly options?: Partial<PreflightOptions>;
}

async function findings(given: Given = {}): Promise<readonly Diagnostic[]> {
  const { source = sourceWith(), target = targetWith(), providers = [], move = ['m1'], copy = [] } = given;
  const snapshot = await discover(source, { namespace: 'fleet', providers });
  const found = await preflight(planOf(snapshot, { move, copy }), snapshot, {
    source,
    target,
    providers,
    needStatus: true,
    ...given.options,
  });
  expect([...source.writes, ...target.writes]).toEqual([]);
  return found;
}

function texts(found: readonly Diagnostic[]): readonly string[] {
  return found.map(({ code, ref, message }) => `${code}: ${ref === undefined ? '' : `${formatRef(ref)}: `}${message}`);
}

test('nothing is found where everything is in order', async () => {
  expect(await findings()).toEqual([]);
});

test('what planning has found is part of the findings', async () => {
  const source = sourceWith();
  const snapshot = await discover(source, { namespace: 'fleet', providers: [] });
  const planned: Diagnostic = { code: 'nothing-to-move', severity: 'error', message: 'no object would move' };
  const plan = { ...planOf(snapshot), diagnostics: [planned] };
  const options = { source, target: targetWith(), providers: [], needStatus: true };
  expect(await preflight(plan, snapshot, options)).toEqual([planned]);
  expect(await preflight(plan, snapshot, { ...options, allow: { empty: true } })).toMatchObject([
    { severity: 'warning' },
  ]);
});

describe('the two sides', () => {
  test('must not be the same cluster, whatever they are called', async () => {
    const source = sourceWith({ systemUid: 'one' });
    const found = await findings({ source, target: targetWith({ systemUid: 'one' }) });
    expect(texts(found)[0]).toMatch(/^source-is-target: source and target are the same cluster/);
  });

  test('must be known to be two clusters', async () => {
    const target = targetWith({ denies: ({ resource, name }) => resource === 'namespaces' && name === 'kube-system' });
    expect((await findings({ target })).map(({ code }) => code)).toContain('target-unidentified');
  });

  test('must be those that the plan was made for', async () => {
    const source = sourceWith({ systemUid: 'one' });
    const snapshot = await discover(source, { namespace: 'fleet', providers: [] });
    const found = await preflight(planOf(snapshot), snapshot, {
      source: sourceWith({ systemUid: 'two' }),
      target: targetWith(),
      providers: [],
      needStatus: true,
    });
    expect(found.map(({ code }) => code)).toContain('plan-of-another-cluster');
  });

  test('must be new enough, and speak the same contract', async () => {
    const kinds = [machines, classes];
    const cluster = { ...clusterApiKinds[0], versions: [{ name: 'v1beta1' }] } as MemoryKind;
    const target = createMemoryServer({
      label: 'target',
      version: 'v1.19.16',
      kinds: [cluster, ...clusterApiKinds.slice(1), ...kinds],
      objects: [namespaced('fleet'), provider('capi', 'v1.13.4')],
    });
    const source = sourceWith({ version: 'v1.20.0-eks-1' });
    expect(texts(await findings({ source, target }))).toEqual([
      'contract-mismatch: target stores Clusters in v1beta1, but v1beta2 is expected',
      'kubernetes-too-old: target runs Kubernetes v1.19.16; v1.20.0 is the oldest supported',
    ]);
  });
});

describe('providers', () => {
  test('of the source must be in the target, at least as new', async () => {
    const source = sourceWith({
      objects: [provider('docker', 'v1.13.4', 'InfrastructureProvider'), provider('helm', 'v0.4.1', 'AddonProvider')],
    });
    const target = server('target', {
      objects: [provider('capi', 'v1.14.0'), provider('docker', 'v1.13.4-rc.0', 'InfrastructureProvider')],
    });
    expect(texts(await findings({ source, target }))).toEqual([
      'provider-missing: AddonProvider helm v0.4.1 is not installed in the target',
      'provider-older: InfrastructureProvider docker is v1.13.4-rc.0 in the target, older than v1.13.4 in the source',
    ]);
  });

  test('with a version that is none are said, not guessed', async () => {
    const target = server('target', { objects: [provider('capi', 'main')] });
    expect(texts(await findings({ target }))).toEqual([
      `provider-version-unreadable: CoreProvider capi has version "main" in the target's inventory (capi-system/capi)`,
    ]);
  });

  test('are judged by the contracts of their kinds where there is no inventory', async () => {
    const of = (...contracts: readonly string[]): MemoryKind[] => [
      {
        ...machines,
        labels: { ...labelled, ...Object.fromEntries(contracts.map((one) => [`cluster.x-k8s.io/${one}`, one])) },
      },
    ];
    const source = server('source', { kinds: of('v1beta1', 'v1beta2'), objects: [machine] });
    const target = server('target', { kinds: of('v1beta1'), objects: [provider('capi', 'v1.9.0')] });
    expect((await findings({ source, target })).map(({ code, severity }) => [code, severity])).toEqual([
      ['provider-older', 'error'],
      ['no-inventory', 'info'],
    ]);
  });

  test('are read from their Deployments where there is no inventory', async () => {
    const deployment = (label: string, image: string): KubeObject => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: label, namespace: 'providers', labels: { 'cluster.x-k8s.io/provider': label } },
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'manager', image },
              { name: 'proxy', image: 'proxy:v0.1.0' },
            ],
          },
        },
      },
    });
    const apps: MemoryKind = { group: 'apps', kind: 'Deployment' };
    const objects = [
      deployment('cluster-api', 'registry.example.com:5000/core:v1.13.3@sha256:abc'),
      deployment('bootstrap-kubeadm', 'kubeadm@sha256:abc'),
    ];
    const source = server('source', {
      objects: [
        machine,
        provider('cluster-api', 'v1.13.4'),
        provider('kubeadm', 'v1.13.4', 'BootstrapProvider'),
        provider('aws', 'v2.0.0', 'InfrastructureProvider'),
      ],
    });
    const target = server('target', { kinds: [machines, classes, apps], objects });
    expect(texts(await findings({ source, target }))).toEqual([
      'provider-missing: InfrastructureProvider aws v2.0.0 is not installed in the target',
      'provider-older: CoreProvider cluster-api is v1.13.3 in the target, older than v1.13.4 in the source',
      'no-inventory: the target has no provider inventory; Deployments and definitions are compared instead',
    ]);
  });

  test('that have given up an old contract are not older', async () => {
    const of = (...contracts: readonly string[]): MemoryKind[] => [
      {
        ...machines,
        labels: { ...labelled, ...Object.fromEntries(contracts.map((one) => [`cluster.x-k8s.io/${one}`, one])) },
      },
    ];
    const source = server('source', { kinds: of('v1alpha4', 'v1beta1'), objects: [machine] });
    const target = server('target', { kinds: of('v1beta1', 'v1') });
    expect((await findings({ source, target })).map(({ code }) => code)).toEqual(['no-inventory', 'no-inventory']);
  });

  test('of a target that clusterctl has not set up are a warning if the kinds fit', async () => {
    const found = await findings({ target: server('target') });
    expect(found).toMatchObject([{ code: 'no-inventory', severity: 'warning' }]);
  });
});

describe('kinds', () => {
  test('must be served by the target in the stored version', async () => {
    const older = { ...machines, versions: [{ name: 'v1beta1' }, { name: 'v1alpha4' }] };
    const found = await findings({ target: targetWith({ kinds: [older] }) });
    expect(texts(found)).toEqual([
      'type-not-served: the target does not serve Machine in cluster.x-k8s.io/v1beta2: it serves v1beta1, v1alpha4',
    ]);
  });

  test('must be served at all', async () => {
    const found = await findings({ target: targetWith({ kinds: [] }) });
    expect(texts(found)[0]).toContain('it does not serve the kind at all');
  });

  test('must have the same scope', async () => {
    const found = await findings({ target: targetWith({ kinds: [{ ...machines, namespaced: false }] }) });
    expect(texts(found)).toEqual([
      'scope-differs: Machine.cluster.x-k8s.io is namespaced in the source and cluster-scoped in the target',
    ]);
  });

  test('must have a status subresource if status is to be carried', async () => {
    const target = targetWith({ kinds: [{ ...machines, hasStatus: false }] });
    expect((await findings({ target })).map(({ code }) => code)).toEqual(['status-not-served']);
    expect(await findings({ target, options: { needStatus: false } })).toEqual([]);
  });

  test('must not lose a status that is an ordinary field in the source', async () => {
    const source = sourceWith({ kinds: [{ ...machines, hasStatus: false }] });
    expect((await findings({ source })).map(({ code }) => code)).toEqual(['status-not-served']);
  });
});

describe('objects that move', () => {
  test('must not be in the target already', async () => {
    const target = targetWith({
      objects: [object('Machine', 'm1'), object('Machine', 'm2'), object('Machine', 'm1', { in: 'other' })],
    });
    expect(texts(await findings({ target }))).toEqual([
      'already-exists: Machine fleet/m1: it is in the target already',
    ]);
  });

  test('that an unfinished move has left in the target are said to be its', async () => {
    const left = object('Machine', 'm1', { metadata: { name: 'm1', annotations: { 'tsmove.dev/move': 'f00d' } } });
    const [found] = await findings({ target: targetWith({ objects: [left] }) });
    expect(found?.message).toContain('left there by the unfinished move f00d');
    expect(found?.remedy).toContain('roll back');
  });

  test('need no namespace in the target, but not one that is being deleted', async () => {
    const without = createMemoryServer({
      label: 'target',
      kinds: [...clusterApiKinds, machines],
      objects: [provider('capi', 'v1.13.4')],
    });
    expect(await findings({ target: without })).toEqual([]);
    const target = targetWith();
    target.put({
      ...namespaced('fleet'),
      metadata: { name: 'fleet', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] },
    });
    expect(texts(await findings({ target }))).toEqual([
      'namespace-terminating: Namespace fleet: the namespace is being deleted in the target, so nothing can be created in it',
    ]);
  });
});

describe('shared objects', () => {
  const spec = (infrastructure: JsonObject): { spec: JsonObject } => ({ spec: { infrastructure } });
  const source = sourceWith({ objects: [object('ClusterClass', 'quick', spec({ name: 'a', password: 'hunter1' }))] });
  const ask = (there: KubeObject, providers: readonly Provider[] = []): Promise<readonly Diagnostic[]> =>
    findings({ source, target: targetWith({ objects: [there] }), move: [], copy: ['quick'], providers });

  test('that are the same in the target are used', async () => {
    const found = await ask(
      object('ClusterClass', 'quick', { ...spec({ password: 'hunter1', name: 'a' }), status: { old: true } }),
    );
    expect(found).toMatchObject([{ code: 'shared-object-adopted', severity: 'info' }]);
  });

  test('that differ are refused, with the places and never the values', async () => {
    const [found] = await ask(object('ClusterClass', 'quick', spec({ name: 'b', password: 'hunter2' })));
    expect(found).toMatchObject({ code: 'shared-object-differs', severity: 'error' });
    expect(found?.message).toContain('/spec/infrastructure/name, /spec/infrastructure/password');
    expect(JSON.stringify(found)).not.toMatch(/hunter/);
  });

  test('that have more in the target are used with a warning: a newer version may have added defaults', async () => {
    const [found] = await ask(
      object('ClusterClass', 'quick', spec({ name: 'a', password: 'hunter1', defaulted: true })),
    );
    expect(found).toMatchObject({ code: 'shared-object-extended', severity: 'warning' });
    expect(found?.message).toContain('/spec/infrastructure/defaulted');
  });

  test("with other labels are used with a warning, but what kubectl notes there is nobody's concern", async () => {
    const equal = spec({ name: 'a', password: 'hunter1' });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    expect(
      await ask(object('ClusterClass', 'quick', { ...equal, metadata: { name: 'quick', annotations } })),
    ).toMatchObject([{ code: 'shared-object-adopted' }]);
    const labels = { team: 'b' };
    expect(await ask(object('ClusterClass', 'quick', { ...equal, metadata: { name: 'quick', labels } }))).toMatchObject(
      [
        {
          code: 'shared-object-metadata-differs',
          severity: 'warning',
          message: expect.stringContaining('/metadata/labels') as unknown,
        },
      ],
    );
  });

  test('may differ where a provider says that the target decides', async () => {
    const tolerant: Provider = { name: 'tolerant', tolerates: ({ path }) => path === '/spec/infrastructure/name' };
    const found = await ask(object('ClusterClass', 'quick', spec({ name: 'b', password: 'hunter1' })), [tolerant]);
    expect(found).toMatchObject([{ code: 'shared-object-adopted' }]);
  });

  test('that an unfinished move has in hand are not used', async () => {
    const annotations = { 'tsmove.dev/paused-by': 'f00d', 'cluster.x-k8s.io/paused': '' };
    const [found] = await ask(
      object('ClusterClass', 'quick', {
        ...spec({ name: 'a', password: 'hunter1' }),
        metadata: { name: 'quick', annotations },
      }),
    );
    expect(found).toMatchObject({ code: 'already-exists', severity: 'error' });
    expect(found?.message).toContain('unfinished move f00d');
  });

  test('that are being deleted in the target are not used', async () => {
    const metadata = { name: 'quick', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] };
    const [found] = await ask(
      object('ClusterClass', 'quick', { ...spec({ name: 'a', password: 'hunter1' }), metadata }),
    );
    expect(found).toMatchObject({
      code: 'shared-object-differs',
      message: 'it is in the target already, but being deleted',
    });
  });

  test('that are not in the target are created there', async () => {
    expect(await findings({ source, move: [], copy: ['quick'] })).toEqual([]);
  });
});

describe('rights', () => {
  test('that are missing are named by side and resource, those that only undoing needs apart', async () => {
    const source = sourceWith();
    const readers = ['get', 'list'];
    const denies: MemoryServerOptions['denies'] = ({ verb, resource }) =>
      resource === 'machines' && !readers.includes(verb);
    const snapshot = await discover(source, { namespace: 'fleet', providers: [] });
    const found = await preflight(planOf(snapshot, { move: ['m1'] }), snapshot, {
      source: sourceWith({ denies }),
      target: targetWith({ denies }),
      providers: [],
      needStatus: true,
    });
    expect(texts(found)).toEqual([
      'missing-right: source does not allow delete, patch of machines.cluster.x-k8s.io in namespace fleet',
      'missing-right: target does not allow create, patch of machines.cluster.x-k8s.io in namespace fleet',
      'missing-right: target does not allow update of machines.cluster.x-k8s.io/status in namespace fleet',
      'missing-undo-right: source does not allow create of machines.cluster.x-k8s.io in namespace fleet, which undoing the move needs',
      'missing-undo-right: source does not allow update of machines.cluster.x-k8s.io/status in namespace fleet, which undoing the move needs',
      'missing-undo-right: target does not allow delete of machines.cluster.x-k8s.io in namespace fleet, which undoing the move needs',
    ]);
  });

  test('include holding a shared object, but not changing one that is in the target already', async () => {
    const quick = object('ClusterClass', 'quick', { in: 'fleet' });
    const hold: Provider = {
      name: 'core',
      holds: [{ kinds: [{ kind: 'ClusterClass' }], by: 'self', pause: () => ({}), stopsDeletion: true }],
    };
    const denies: MemoryServerOptions['denies'] = ({ verb, resource }) =>
      resource !== 'leases' && !['get', 'list', 'create'].includes(verb);
    const found = await findings({
      source: sourceWith({ objects: [quick], denies }),
      target: targetWith({ objects: [quick], denies }),
      move: [],
      copy: ['quick'],
      providers: [hold],
    });
    expect(texts(found)).toEqual([
      'missing-right: source does not allow patch of clusterclasses.cluster.x-k8s.io in namespace fleet',
      'shared-object-adopted: ClusterClass fleet/quick: it is in the target already, the same, and will be used',
    ]);
  });

  test('to create a namespace are asked for only where one is missing', async () => {
    const denies: MemoryServerOptions['denies'] = ({ verb, resource }) => resource === 'namespaces' && verb !== 'get';
    expect(await findings({ target: targetWith({ denies }) })).toEqual([]);
    const without = createMemoryServer({
      label: 'target',
      kinds: [...clusterApiKinds, machines],
      objects: [provider('capi', 'v1.13.4'), namespaced('tsmove-system')],
      denies,
    });
    expect((await findings({ target: without })).map(({ code }) => code)).toEqual([
      'missing-right',
      'missing-undo-right',
    ]);
  });
});

describe('rights for the lock', () => {
  const verbs = 'create, delete, get, list, update';

  test('are asked for on both sides, whatever is moved', async () => {
    const denies: MemoryServerOptions['denies'] = ({ resource, verb, namespace }) =>
      resource === 'leases' && verb !== '*' && namespace === 'tsmove-system';
    const found = await findings({ source: sourceWith({ denies }), target: targetWith({ denies }) });
    expect(texts(found)).toEqual([
      `missing-right: source does not allow ${verbs} of leases.coordination.k8s.io in namespace tsmove-system`,
      `missing-right: target does not allow ${verbs} of leases.coordination.k8s.io in namespace tsmove-system`,
    ]);
  });

  test('include the namespace of the Leases: to look for it, and to create it where it is missing', async () => {
    const fresh = (label: string, denied: string): MemoryServer =>
      createMemoryServer({
        label,
        kinds: [...clusterApiKinds, machines],
        objects: [namespaced('fleet'), machine, provider('capi', 'v1.13.4')],
        denies: ({ resource, verb, name }) =>
          resource === 'namespaces' && verb === denied && name !== 'fleet' && name !== 'kube-system',
      });
    const target = createMemoryServer({
      label: 'target',
      kinds: [...clusterApiKinds, machines],
      objects: [namespaced('fleet'), provider('capi', 'v1.13.4')],
      denies: ({ resource, verb, name }) => resource === 'namespaces' && verb === 'get' && name === 'tsmove-system',
    });
    expect(texts(await findings({ source: fresh('source', 'create'), target }))).toEqual([
      'missing-right: source does not allow create of namespaces',
      'missing-right: target does not allow get of namespaces',
    ]);
  });
});

test('a refused read is a finding, and the other checks go on', async () => {
  const target = targetWith({
    objects: [object('Machine', 'm1')],
    denies: ({ resource, verb }) => resource === 'providers' && verb === 'list',
  });
  expect((await findings({ target })).map(({ code }) => code)).toEqual(['already-exists', 'not-checkable']);
});

test('it stops when the caller says so', async () => {
  await expect(findings({ options: { signal: AbortSignal.abort(new Error('enough')) } })).rejects.toThrow('enough');
});
