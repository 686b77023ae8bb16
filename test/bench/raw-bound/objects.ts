import type { KubeObject } from '../../support/api/api.ts';
import { pathOf, type Resource } from '../../support/api/discovery.ts';
import type { Wire } from './wire.ts';

/** One object of the source, and the kind that says where it is. */
export interface Found {
  readonly resource: Resource;
  readonly object: KubeObject;
}

const pageSize = 500;

/** All objects of the kinds in a namespace, kinds at the same time. */
export async function listAll(wire: Wire, kinds: readonly Resource[], namespace: string): Promise<readonly Found[]> {
  const lists = await Promise.all(kinds.map((resource) => listKind(wire, resource, namespace)));
  return lists.flat();
}

async function listKind(wire: Wire, resource: Resource, namespace: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  let next = '';
  do {
    const page = await wire.get(
      `${pathOf(resource, namespace)}?limit=${pageSize}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`,
    );
    for (const object of page.items ?? []) found.push({ resource, object });
    next = page.metadata.continue ?? '';
  } while (next !== '');
  return found;
}

export function isCluster({ resource: { group, kind } }: Found): boolean {
  return group === 'cluster.x-k8s.io' && kind === 'Cluster';
}

/** The object as it is to be created: what the server gave it is gone, owners have the UIDs they have in the target. */
export function toCreate({ resource, object }: Found, uidInTarget: (uid: string) => string): unknown {
  const { status: _status, metadata, ...rest } = object;
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  return {
    ...rest,
    ...(isCluster({ resource, object }) ? { spec: { ...(object['spec'] as object), paused: true } } : {}),
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: {
      name,
      namespace,
      labels,
      annotations,
      finalizers,
      ownerReferences: ownerReferences?.map((owner) => ({ ...owner, uid: uidInTarget(owner.uid) })),
    },
  };
}
