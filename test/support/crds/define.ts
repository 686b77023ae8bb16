import type { ManagementCluster } from '../control-plane/management-cluster.ts';
import { createCrds } from './install.ts';
import type { Crd } from './render.ts';

/** A kind of a test's own: the few facts about it that the test is about, and no more. */
export interface KindDefinition {
  readonly group: string;
  readonly kind: string;
  readonly plural?: string;
  readonly scope?: 'Namespaced' | 'Cluster';
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether status is written through `/status` and ignored elsewhere. Default: true, as most kinds do. */
  readonly statusSubresource?: boolean;
  /** The schema of the whole object below apiVersion, kind and metadata. Default: spec, data and status of any content. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Names, served first; the first one is stored. Default: `v1`. */
  readonly versions?: readonly string[];
}

/** What clusterctl puts on the kinds it installs, so that it moves objects of this kind. */
export const movedByClusterctl: Readonly<Record<string, string>> = {
  'clusterctl.cluster.x-k8s.io': '',
  'clusterctl.cluster.x-k8s.io/move': '',
};

/** Any content: kept as it is, never pruned. */
export const anything: Readonly<Record<string, unknown>> = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};

/** Installs kinds of a test's own. The garbage collector learns of them by `plane.renewControllers()`, or within 30 s. */
export async function defineCrd(plane: ManagementCluster, ...definitions: readonly KindDefinition[]): Promise<void> {
  await createCrds(plane, definitions.map(crdFor));
}

export function crdFor(definition: KindDefinition): Crd {
  const { group, kind, scope = 'Namespaced', labels = {}, statusSubresource = true } = definition;
  const plural = definition.plural ?? `${kind.toLowerCase()}s`;
  const properties = definition.properties ?? { spec: anything, data: anything, status: anything };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, labels },
    spec: {
      group,
      scope,
      names: { kind, plural },
      versions: (definition.versions ?? ['v1']).map((name, at) => ({
        name,
        served: true,
        storage: at === 0,
        schema: { openAPIV3Schema: { type: 'object', properties } },
        ...(statusSubresource ? { subresources: { status: {} } } : {}),
      })),
    },
  };
}
