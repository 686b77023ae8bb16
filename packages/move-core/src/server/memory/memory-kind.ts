import type { KubeObject } from '../../model/kube-object.ts';
import type { ServedResource } from '../resources/types.ts';

/** A kind that a memory server serves: the few facts that tests are about. */
export interface MemoryKind {
  readonly group: string;
  readonly kind: string;
  /** Default: the kind in lower case with an s. */
  readonly plural?: string;
  /** Default true. */
  readonly namespaced?: boolean;
  /** Default true for custom resources, false for others. */
  readonly hasStatus?: boolean;
  /** Preferred one first; the first is stored unless one says so. Default `v1`. */
  readonly versions?: readonly MemoryVersion[];
  /** Labels of the CustomResourceDefinition. */
  readonly labels?: Readonly<Record<string, string>>;
  /** False: built in or aggregated, without a CustomResourceDefinition. Default true where the group has a dot. */
  readonly definition?: boolean;
  /** Default: all of them. */
  readonly verbs?: readonly string[];
}

export interface MemoryVersion {
  readonly name: string;
  readonly served?: boolean;
  readonly storage?: boolean;
}

/** The label that makes clusterctl, and so a move, see a kind. */
export const labelled: Readonly<Record<string, string>> = { 'clusterctl.cluster.x-k8s.io': '' };

/** What every API server of a management cluster serves. */
export const builtInKinds: readonly MemoryKind[] = [
  { group: '', kind: 'Namespace', namespaced: false, hasStatus: true },
  { group: '', kind: 'Secret' },
  { group: '', kind: 'ConfigMap' },
  { group: '', kind: 'Service', hasStatus: true },
  { group: '', kind: 'Event' },
  { group: 'events.k8s.io', kind: 'Event', definition: false },
  { group: 'coordination.k8s.io', kind: 'Lease', definition: false },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', namespaced: false, definition: false },
];

/** Cluster API as far as every move needs it. */
export const clusterApiKinds: readonly MemoryKind[] = [
  {
    group: 'cluster.x-k8s.io',
    kind: 'Cluster',
    labels: labelled,
    versions: [{ name: 'v1beta2', storage: true }, { name: 'v1beta1' }],
  },
  { group: 'clusterctl.cluster.x-k8s.io', kind: 'Provider', hasStatus: false, versions: [{ name: 'v1alpha3' }] },
];

const allVerbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

export function pluralOf(kind: MemoryKind): string {
  return kind.plural ?? `${kind.kind.toLowerCase()}s`;
}

export function versionsOf(kind: MemoryKind): readonly Required<MemoryVersion>[] {
  const versions = kind.versions ?? [{ name: 'v1' }];
  const stored = versions.find(({ storage }) => storage === true) ?? versions[0];
  return versions.map((version) => ({
    name: version.name,
    served: version.served ?? true,
    storage: version === stored,
  }));
}

function isDefined(kind: MemoryKind): boolean {
  return kind.definition ?? kind.group.includes('.');
}

export function hasStatus(kind: MemoryKind): boolean {
  return kind.hasStatus ?? isDefined(kind);
}

/** The kind at each version that is served. */
export function servedResources(kind: MemoryKind): readonly ServedResource[] {
  return versionsOf(kind)
    .filter(({ served }) => served)
    .map(({ name }) => ({
      group: kind.group,
      version: name,
      kind: kind.kind,
      plural: pluralOf(kind),
      namespaced: kind.namespaced ?? true,
      hasStatus: hasStatus(kind),
      verbs: kind.verbs ?? allVerbs,
    }));
}

/** Its CustomResourceDefinition, if it is a custom resource. */
export function definitionsOf(kind: MemoryKind): readonly KubeObject[] {
  if (!isDefined(kind)) return [];
  return [
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${pluralOf(kind)}.${kind.group}`, labels: kind.labels ?? {} },
      spec: {
        group: kind.group,
        names: { kind: kind.kind, plural: pluralOf(kind) },
        scope: kind.namespaced === false ? 'Cluster' : 'Namespaced',
        versions: versionsOf(kind).map((version) => ({
          ...version,
          ...(hasStatus(kind) ? { subresources: { status: {} } } : {}),
        })),
      },
    },
  ];
}
