import { planMove, type KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { createTranslation } from '../../move-core/src/namespace-map/translate.ts';
import { createInspection } from '../../move-core/src/namespace-map/inspect.ts';
import { providers } from './index.ts';
import { make, snapshotOf, type Fields } from './testing/objects.ts';

const map = { from: 'fleet', to: 'prod' };
const { object: translate } = createTranslation(map, providers);
const inspect = createInspection(map, providers);
const infrastructure = 'infrastructure.cluster.x-k8s.io/v1beta1';

/** An object as it is in the source and in the target, but for its own namespace. */
type Row = readonly [what: string, kind: string, before: Fields, after: Fields];
const annotated = (apiVersion: string, annotations: Readonly<Record<string, string>>): Fields => ({
  apiVersion,
  metadata: { annotations },
});

describe('rewritten', () => {
  it.each<Row>([
    [
      'the class of a Cluster',
      'Cluster',
      {
        spec: {
          topology: { class: 'fleet', classNamespace: 'fleet', classRef: { name: 'fleet', namespace: 'fleet' } },
        },
      },
      {
        spec: { topology: { class: 'fleet', classNamespace: 'prod', classRef: { name: 'fleet', namespace: 'prod' } } },
      },
    ],
    [
      'the host of a Metal3Machine',
      'Metal3Machine',
      annotated(infrastructure, { 'metal3.io/BareMetalHost': 'fleet/h' }),
      annotated(infrastructure, { 'metal3.io/BareMetalHost': 'prod/h' }),
    ],
    [
      'the status annotation of a host',
      'BareMetalHost',
      annotated('metal3.io/v1alpha1', {
        'baremetalhost.metal3.io/status': '{"triedCredentials":{"credentials":{"name":"fleet","namespace":"fleet"}}}',
      }),
      annotated('metal3.io/v1alpha1', {
        'baremetalhost.metal3.io/status': '{"triedCredentials":{"credentials":{"name":"fleet","namespace":"prod"}}}',
      }),
    ],
    [
      'the consumer of a host and its Secrets',
      'BareMetalHost',
      {
        apiVersion: 'metal3.io/v1alpha1',
        spec: {
          consumerRef: { kind: 'M', name: 'm', namespace: 'fleet' },
          userData: { name: 's', namespace: 'fleet' },
        },
        status: {
          goodCredentials: { credentials: { name: 's', namespace: 'fleet' } },
          hardware: { hostname: 'fleet' },
        },
      },
      {
        apiVersion: 'metal3.io/v1alpha1',
        spec: { consumerRef: { kind: 'M', name: 'm', namespace: 'prod' }, userData: { name: 's', namespace: 'prod' } },
        status: { goodCredentials: { credentials: { name: 's', namespace: 'prod' } }, hardware: { hostname: 'fleet' } },
      },
    ],
    [
      'claims and templates of data and addresses',
      'IPAddress',
      {
        apiVersion: 'ipam.metal3.io/v1alpha1',
        spec: { pool: { name: 'p', namespace: 'fleet' }, claim: { name: 'c', namespace: 'fleet' } },
      },
      {
        apiVersion: 'ipam.metal3.io/v1alpha1',
        spec: { pool: { name: 'p', namespace: 'prod' }, claim: { name: 'c', namespace: 'prod' } },
      },
    ],
    [
      'the namespaces that may claim hosts',
      'HostDeployPolicy',
      { apiVersion: 'metal3.io/v1alpha1', spec: { hostClaimNamespaces: { names: ['x', 'fleet'] } } },
      { apiVersion: 'metal3.io/v1alpha1', spec: { hostClaimNamespaces: { names: ['x', 'prod'] } } },
    ],
    [
      'the machine of a host that brings itself',
      'ByoHost',
      {
        apiVersion: infrastructure,
        metadata: { labels: { 'byoh.infrastructure.cluster.x-k8s.io/byomachine-name': 'fleet.m' } },
        spec: { bootstrapSecret: { kind: 'Secret', name: 's', namespace: 'fleet' } },
        status: { machineRef: { name: 'm', namespace: 'fleet' } },
      },
      {
        apiVersion: infrastructure,
        metadata: { labels: { 'byoh.infrastructure.cluster.x-k8s.io/byomachine-name': 'prod.m' } },
        spec: { bootstrapSecret: { kind: 'Secret', name: 's', namespace: 'prod' } },
        status: { machineRef: { name: 'm', namespace: 'prod' } },
      },
    ],
    [
      'the listener of a cluster in memory',
      'DevCluster',
      annotated(infrastructure, { 'inmemorycluster.infrastructure.cluster.x-k8s.io/listener': 'fleet/a' }),
      annotated(infrastructure, { 'inmemorycluster.infrastructure.cluster.x-k8s.io/listener': 'prod/a' }),
    ],
    [
      'the Cluster of a release, and not where the release is',
      'HelmReleaseProxy',
      {
        apiVersion: 'addons.cluster.x-k8s.io/v1alpha1',
        spec: { namespace: 'fleet', clusterRef: { kind: 'Cluster', name: 'a', namespace: 'fleet' } },
      },
      {
        apiVersion: 'addons.cluster.x-k8s.io/v1alpha1',
        spec: { namespace: 'fleet', clusterRef: { kind: 'Cluster', name: 'a', namespace: 'prod' } },
      },
    ],
    [
      'the namespaces that an identity is for',
      'AWSClusterRoleIdentity',
      { apiVersion: infrastructure, spec: { allowedNamespaces: { list: ['fleet', 'x'] } } },
      { apiVersion: infrastructure, spec: { allowedNamespaces: { list: ['prod', 'x'] } } },
    ],
    [
      'an identity of Azure and its Secret',
      'AzureClusterIdentity',
      {
        apiVersion: infrastructure,
        spec: { allowedNamespaces: { list: ['fleet'] }, clientSecret: { name: 's', namespace: 'fleet' } },
      },
      {
        apiVersion: infrastructure,
        spec: { allowedNamespaces: { list: ['prod'] }, clientSecret: { name: 's', namespace: 'prod' } },
      },
    ],
    [
      'the credentials of a resource in Azure',
      'ResourceGroup',
      annotated('resources.azure.com/v1', { 'serviceoperator.azure.com/credential-from': 'fleet/s' }),
      annotated('resources.azure.com/v1', { 'serviceoperator.azure.com/credential-from': 'prod/s' }),
    ],
    [
      'the host of a machine at Hetzner',
      'HetznerBareMetalMachine',
      annotated(infrastructure, { 'infrastructure.cluster.x-k8s.io/HetznerBareMetalHost': 'fleet/h' }),
      annotated(infrastructure, { 'infrastructure.cluster.x-k8s.io/HetznerBareMetalHost': 'prod/h' }),
    ],
  ])('%s', (_what, kind, before, after) => {
    const source = make(kind, 'o', before);
    const target = make(kind, 'o', { ...after, metadata: { ...after.metadata, namespace: 'prod' } });
    expect(translate(source)).toEqual(target);
    expect(translate(target)).toEqual(source);
    expect(inspect(source)).toMatchObject({ clashing: [], unproven: [], inText: [] });
  });
});

it('the ID of a machine stays, because its Node has the same', () => {
  const machine = make('Metal3Machine', 'm', {
    apiVersion: infrastructure,
    spec: { providerID: 'metal3://fleet/h/m' },
  });
  expect(translate(machine).spec).toEqual(machine.spec);
  expect(inspect(machine)).toMatchObject({ unproven: [], inText: [] });
});

it('the Service of an extension may be in the namespace and does not move', () => {
  const extension = make('ExtensionConfig', 'e', {
    spec: { clientConfig: { service: { name: 's', namespace: 'fleet' } } },
  });
  expect(translate(extension).spec).toEqual(extension.spec);
  expect(inspect(extension).unproven).toEqual(['spec.clientConfig.service.namespace']);
});

function codesFor(objects: readonly KubeObject[], status: 'carry' | 'drop' = 'carry'): readonly string[] {
  const { diagnostics } = planMove(snapshotOf(objects), { providers, namespaceMap: map, status });
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

describe('refused', () => {
  const cluster = make('Cluster', 'a', {
    spec: { infrastructureRef: { kind: 'X', name: 'a' } },
    status: { initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true } },
  });
  const machine = (node: boolean): KubeObject =>
    make('Machine', 'm', { ownedBy: [cluster], status: node ? { nodeRef: { name: 'n' } } : {} });
  const metal = (owner: KubeObject, status: Fields['status']): KubeObject =>
    make('Metal3Machine', 'm', {
      ...{ apiVersion: infrastructure, ownedBy: [owner], spec: { providerID: 'metal3://fleet/h/m' } },
      ...(status === undefined ? {} : { status }),
      metadata: { annotations: { 'metal3.io/BareMetalHost': 'fleet/h' } },
    });
  const metalCodes = (node: boolean, status: Fields['status'], policy?: 'carry' | 'drop'): readonly string[] => {
    const owner = machine(node);
    return codesFor([cluster, owner, metal(owner, status)], policy);
  };

  it('a bare-metal machine that has not found its Node, or would have to look again', () => {
    expect(metalCodes(true, { ready: true })).not.toContain('metal3-node-unknown');
    expect(metalCodes(true, { initialization: { provisioned: true } })).not.toContain('metal3-node-unknown');
    expect(metalCodes(false, { ready: true })).toContain('metal3-node-unknown');
    expect(metalCodes(true, { ready: false })).toContain('metal3-node-unknown');
    expect(metalCodes(true, { ready: true }, 'drop')).toContain('metal3-node-unknown');
  });

  it.each([
    [
      'uses the namespace',
      { name: 'p', definitions: [{ jsonPatches: [{ valueFrom: { variable: 'builtin.cluster.namespace' } }] }] },
      'class-uses-namespace',
    ],
    [
      'is patched by an extension',
      { name: 'p', external: { generatePatchesExtension: 'x' } },
      'class-patched-elsewhere',
    ],
  ])('a class that %s', (_what, patch, code) => {
    const owned = make('ClusterClass', 'c', { spec: { patches: [patch] } });
    const user = make('Cluster', 'a', { spec: { topology: { classRef: { name: 'c' } } }, ownedBy: [] });
    expect(codesFor([owned, user])).toContain(code);
    const plain = make('ClusterClass', 'c', { spec: { patches: [{ name: 'p', definitions: [] }] } });
    expect(codesFor([plain, user])).not.toContain(code);
  });

  it('a chart whose values use a namespace', () => {
    const chart = (valuesTemplate: string): KubeObject =>
      make('HelmChartProxy', 'h', { apiVersion: 'addons.cluster.x-k8s.io/v1alpha1', spec: { valuesTemplate } });
    expect(codesFor([cluster, chart('a: {{ .Cluster.metadata.namespace }}')])).toContain('values-use-namespace');
    expect(codesFor([cluster, chart('a: {{ .Cluster.metadata.name }}')])).not.toContain('values-use-namespace');
  });

  it('a pattern of namespaces that would not say the same', () => {
    const policy = (nameMatches: string): KubeObject =>
      make('HostDeployPolicy', 'p', {
        apiVersion: 'metal3.io/v1alpha1',
        spec: { hostClaimNamespaces: { nameMatches } },
      });
    expect(codesFor([cluster, policy('^fl')])).toContain('namespace-not-provable');
    expect(codesFor([cluster, policy('.*')])).not.toContain('namespace-not-provable');
  });

  it('what is in the source’s namespace of the new name, or refers to it', () => {
    const user = make('Cluster', 'a', { spec: { topology: { classRef: { name: 'c', namespace: 'prod' } } } });
    expect(codesFor([user, make('ClusterClass', 'prod/c', { spec: {} })])).toContain('namespace-clash');
  });

  it('only with a warning: what stays and refers to the namespace', () => {
    const user = make('Cluster', 'other/z', { spec: { topology: { classRef: { name: 'c', namespace: 'fleet' } } } });
    const { diagnostics } = planMove(snapshotOf([cluster, make('ClusterClass', 'c', { spec: {} })], [user]), {
      providers,
      namespaceMap: map,
    });
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'namespace-referred-to', severity: 'warning' }));
  });

  it('a map of another namespace, or into itself', () => {
    const snapshot = snapshotOf([cluster]);
    expect(() => planMove(snapshot, { providers, namespaceMap: { from: 'x', to: 'y' } })).toThrow('to be renamed x');
    expect(() => planMove(snapshot, { providers, namespaceMap: { from: 'fleet', to: 'fleet' } })).toThrow('no change');
  });
});

it('without a map nothing of this is asked', () => {
  const cluster = make('Cluster', 'a', { spec: {}, metadata: { labels: { team: 'fleet' } } });
  const { diagnostics, formatVersion, scope } = planMove(snapshotOf([cluster]), { providers });
  expect(diagnostics.filter(({ code }) => code.startsWith('namespace-'))).toEqual([]);
  expect({ formatVersion, scope }).toEqual({ formatVersion: 1, scope: { namespace: 'fleet' } });
});
