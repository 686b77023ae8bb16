import type { ArchiveContent } from '../archive/types.ts';
import { configMaps, secrets } from '../discover/core-types.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';

const labelledType = { version: 'v1beta2', namespaced: true, hasStatus: true, moveHierarchyLabel: false } as const;

/** Kinds of Cluster API that archives in tests hold. */
export const archivedTypes: readonly DiscoveredType[] = [
  { ...labelledType, group: 'cluster.x-k8s.io', kind: 'Cluster', plural: 'clusters', moveLabel: false, labelled: true },
  { ...labelledType, group: 'cluster.x-k8s.io', kind: 'Machine', plural: 'machines', moveLabel: false, labelled: true },
  configMaps,
  secrets,
];

/** A small fleet: a Cluster with status and 64-bit integers, a Machine that it owns, a Secret of its. */
export function archivedObjects(): readonly [cluster: KubeObject, machine: KubeObject, secret: KubeObject] {
  return [
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      metadata: { name: 'a', namespace: 'fleet', uid: 'u-a', resourceVersion: '7', generation: 2 },
      spec: { big: 9007199254740993n, note: 'a "quoted" text, <with> & signs\u2028' },
      status: { observedGeneration: 2, nothing: null },
    },
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Machine',
      metadata: {
        name: 'm',
        namespace: 'fleet',
        uid: 'u-m',
        finalizers: ['machine.cluster.x-k8s.io'],
        ownerReferences: [{ apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', name: 'a', uid: 'u-a' }],
        managedFields: [{ manager: 'topology', operation: 'Apply', fieldsV1: { 'f:spec': {} } }],
      },
      spec: { clusterName: 'a' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a-kubeconfig', namespace: 'fleet', uid: 'u-s' },
      data: { value: 'c2VjcmV0' },
    },
  ];
}

/** What an archive of them holds. */
export function archivedContent(objects: readonly KubeObject[] = archivedObjects()): ArchiveContent {
  return {
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'tsmove 0.0.0',
    snapshot: 'held',
    source: { url: 'https://source.test', systemUid: 'source-system', version: 'v1.34.4' },
    namespace: 'fleet',
    types: archivedTypes,
    inventory: [
      {
        namespace: 'capi-system',
        name: 'cluster-api',
        providerName: 'cluster-api',
        type: 'CoreProvider',
        version: 'v1.13.6',
      },
    ],
    namespaces: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fleet', uid: 'u-n' } }],
    objects,
  };
}
