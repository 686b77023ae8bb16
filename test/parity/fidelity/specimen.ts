import type { KindDefinition } from '../../support/crds/define.ts';
import { anything, movedByClusterctl } from '../../support/crds/define.ts';

/** An object that is easily spoilt on the way, as texts that no serializer has touched. */
export interface Specimen {
  /** What is special about it. */
  readonly about: string;
  /** The path of its collection. */
  readonly collection: string;
  readonly name: string;
  /** Members of its metadata besides name and namespace, as JSON text without the braces. */
  readonly metadata?: string;
  /** Everything besides metadata and status, as JSON text without the braces. */
  readonly body: string;
  /** Written through the status subresource, as JSON text. */
  readonly status?: string;
  /** What must be in the source's text, lest the API server itself has taken away what the specimen is about. */
  readonly keeps?: readonly string[];
}

export const namespace = 'specimens';

/** Labels that make clusterctl, and tsmove, move an object by itself. */
export const moves = '"labels":{"clusterctl.cluster.x-k8s.io/move":""}';

export const group = 'fidelity.example.test';
export const free = {
  head: `"apiVersion":"${group}/v1","kind":"Specimen"`,
  collection: `/apis/${group}/v1/namespaces/${namespace}/specimens`,
};
export const strict = {
  head: `"apiVersion":"${group}/v1","kind":"Typed"`,
  collection: `/apis/${group}/v1/namespaces/${namespace}/typeds`,
};
export const global = {
  head: `"apiVersion":"${group}/v1","kind":"GlobalSpecimen"`,
  collection: `/apis/${group}/v1/globalspecimens`,
};
export const secret = {
  head: '"apiVersion":"v1","kind":"Secret"',
  collection: `/api/v1/namespaces/${namespace}/secrets`,
};
export const configMap = {
  head: '"apiVersion":"v1","kind":"ConfigMap"',
  collection: `/api/v1/namespaces/${namespace}/configmaps`,
};

/** Its kind has no status subresource: status is a field like any other. */
export const plain = {
  head: `"apiVersion":"${group}/v1","kind":"Plain"`,
  collection: `/apis/${group}/v1/namespaces/${namespace}/plains`,
};

const integers = {
  type: 'object',
  properties: {
    big: { type: 'integer', format: 'int64' },
    nothing: { type: 'string', nullable: true },
    list: { type: 'array', items: { type: 'integer', format: 'int64' } },
    either: { 'x-kubernetes-int-or-string': true },
  },
} as const;

export const kinds: readonly KindDefinition[] = [
  {
    group,
    kind: 'Specimen',
    labels: movedByClusterctl,
    properties: { spec: anything, status: anything, extra: anything },
  },
  { group, kind: 'Typed', labels: movedByClusterctl, properties: { spec: integers, status: integers } },
  {
    group,
    kind: 'Plain',
    labels: movedByClusterctl,
    statusSubresource: false,
    properties: { spec: anything, status: anything },
  },
  { group, kind: 'GlobalSpecimen', scope: 'Cluster', labels: movedByClusterctl },
];
