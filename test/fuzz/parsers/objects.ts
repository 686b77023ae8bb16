import fc from 'fast-check';
import { buildGraph, DiscoveryError, planMove, refOf, type JsonValue, type KubeObject } from '@tsmove/move-core';
import { createProviders } from '@tsmove/providers';
import { readCustomResource, storageVersion } from '../../../packages/move-core/src/discover/custom-resource.ts';
import { readAggregated } from '../../../packages/move-core/src/server/resources/aggregated.ts';
import { drawSnapshot } from '../../../packages/move-core/src/testing/drawing.ts';
import { hostileTexts } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { parser, type Parser } from '../parser.ts';

const providers = createProviders();
const infrastructure = 'infrastructure.cluster.x-k8s.io/v1beta1';

/** What providers look into: references, selectors, states, annotations. */
const details: readonly (readonly [apiVersion: string, kind: string, fields: Readonly<Record<string, JsonValue>>])[] = [
  [
    'cluster.x-k8s.io/v1beta2',
    'Cluster',
    {
      spec: {
        topology: { classRef: { name: 'k' }, variables: [{ name: 'a', value: 1 }] },
        infrastructureRef: { kind: 'X', name: 'x', apiGroup: 'g' },
      },
      status: { initialization: { infrastructureProvisioned: true } },
    },
  ],
  [
    'addons.cluster.x-k8s.io/v1beta2',
    'ClusterResourceSet',
    {
      spec: {
        clusterSelector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] },
        resources: [{ kind: 'Secret', name: 's' }],
      },
    },
  ],
  [
    'metal3.io/v1alpha1',
    'BareMetalHost',
    {
      spec: {
        bmc: { credentialsName: 'c' },
        consumerRef: { kind: 'Metal3Machine', apiVersion: infrastructure, name: 'm', namespace: 'fleet' },
        image: { url: 'u' },
      },
      status: { provisioning: { state: 'provisioned', image: { url: 'u' } }, operationalStatus: 'OK' },
    },
  ],
  [
    infrastructure,
    'ByoHost',
    {
      spec: {},
      status: {
        machineRef: { kind: 'ByoMachine', name: 'm', namespace: 'fleet' },
        conditions: [{ type: 'A', status: 'True' }],
      },
    },
  ],
  [
    'addons.cluster.x-k8s.io/v1alpha1',
    'HelmChartProxy',
    { spec: { clusterSelector: { matchLabels: { a: 'b' } }, credentials: { secret: { name: 's', namespace: 'n' } } } },
  ],
  [
    'ipam.cluster.x-k8s.io/v1beta2',
    'IPAddressClaim',
    { spec: { poolRef: { kind: 'P', name: 'p', apiGroup: 'g' } }, status: { addressRef: { name: 'a' } } },
  ],
  [
    infrastructure,
    'AzureCluster',
    { spec: { identityRef: { kind: 'AzureClusterIdentity', name: 'i', namespace: 'n' } } },
  ],
  [infrastructure, 'OpenStackCluster', { spec: { identityRef: { name: 's', cloudName: 'c' } } }],
  [infrastructure, 'HetznerCluster', { spec: { hetznerSecretRef: { name: 's', key: { hcloudToken: 't' } } } }],
];

const annotations = {
  'baremetalhost.metal3.io/paused': 'metal3.io/capm3',
  'baremetalhost.metal3.io/status': '{"provisioning":{"state":"available"}}',
  'reboot.metal3.io/x': '{"mode":"hard"}',
  'cluster.x-k8s.io/paused': '',
  'kubectl.kubernetes.io/last-applied-configuration': '{}',
};

/** An object with fields that are right for its kind, and metadata as an API server lets it through. */
const object: fc.Arbitrary<KubeObject> = fc.constantFrom(...details).chain(([apiVersion, kind, fields]) =>
  fc
    .record({
      fields: mutatedValue(fields),
      annotations: fc.dictionary(
        fc.constantFrom(...Object.keys(annotations), ...hostileTexts),
        fc.constantFrom(...Object.values(annotations), ...hostileTexts),
      ),
      labels: fc.dictionary(
        fc.constantFrom('cluster.x-k8s.io/cluster-name', ...hostileTexts),
        fc.constantFrom('a', ...hostileTexts),
      ),
      owner: fc.option(fc.constantFrom('Cluster/a', 'gone', '__proto__', 'constructor', 'toString', 'self')),
    })
    .map(({ fields: changed, owner, ...metadata }) => ({
      ...(typeof changed === 'object' ? (changed as object) : {}),
      apiVersion,
      kind,
      metadata: {
        name: 'x',
        namespace: 'fleet',
        uid: 'self',
        resourceVersion: '1',
        ...metadata,
        ...(owner === null
          ? {}
          : { ownerReferences: [{ apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', name: 'a', uid: owner }] }),
      },
    })),
);

function plan(changed: KubeObject): void {
  const drawn = drawSnapshot('Cluster/a > Machine/m > Secret/s\nClusterClass/k');
  const { group, version, kind } = refOf(changed);
  const type = { group, version, kind, plural: `${kind.toLowerCase()}s`, namespaced: true, hasStatus: true };
  const facts = { moveLabel: true, moveHierarchyLabel: false, labelled: true };
  const snapshot = {
    ...drawn,
    types: [...drawn.types.filter((one) => one.kind !== kind), { ...type, ...facts }],
    objects: [...drawn.objects.filter((one) => one.kind !== kind), changed],
  };
  buildGraph(snapshot, providers);
  planMove(snapshot, { providers });
}

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'machines.cluster.x-k8s.io' },
  spec: {
    group: 'cluster.x-k8s.io',
    scope: 'Namespaced',
    names: { kind: 'Machine', plural: 'machines' },
    versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} } }],
  },
};

const discovery = {
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: { name: 'apps' },
      versions: [
        {
          version: 'v1',
          freshness: 'Current',
          resources: [
            {
              resource: 'deployments',
              responseKind: { kind: 'Deployment' },
              scope: 'Namespaced',
              verbs: ['list'],
              subresources: [{ subresource: 'status' }],
            },
          ],
        },
      ],
    },
  ],
};

export const objectParsers: readonly Parser[] = [
  parser({
    name: 'objects, read by providers',
    mutated: object,
    arbitrary: fc
      .tuple(fc.constantFrom(...details), fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }))
      .map(([[apiVersion, kind], spec, status]) => ({
        apiVersion,
        kind,
        metadata: { name: 'x', namespace: 'fleet', uid: 'self', resourceVersion: '1' },
        spec,
        status,
      })),
    read: plan,
    raises: DiscoveryError,
  }),
  parser({
    name: 'definition of a custom resource',
    mutated: mutatedValue(definition.spec).map((spec) => ({ ...definition, spec })),
    arbitrary: fc.jsonValue().map((spec) => ({ ...definition, spec })),
    read: (one: KubeObject) => storageVersion(readCustomResource(one)),
  }),
  parser({
    name: 'discovery document',
    mutated: mutatedValue(discovery),
    arbitrary: fc.jsonValue().map((value) => ({ items: value })),
    read: (value: JsonValue) =>
      readAggregated(typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as never) : {}),
  }),
];
