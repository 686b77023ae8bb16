import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** The path of an object, or of the collection of its kind; a group where several have a kind of that name. */
export async function pathIn(plane: ControlPlane, kind: string, namespace: string, name?: string): Promise<string> {
  const [bare = kind, ...group] = kind.split('.');
  const resource = await plane.kinds.find(bare, group.length === 0 ? undefined : group.join('.'));
  return pathOf(resource, namespace, name);
}

/** An object as it is now. */
export async function read<T extends KubeObject = KubeObject>(
  plane: ControlPlane,
  kind: string,
  namespace: string,
  name: string,
): Promise<T> {
  return plane.api.call<T>('GET', await pathIn(plane, kind, namespace, name));
}

/** All objects of a kind in a namespace, by name. */
export async function readAll<T extends KubeObject = KubeObject>(
  plane: ControlPlane,
  kind: string,
  namespace: string,
): Promise<readonly T[]> {
  const { items } = await plane.api.call<KubeList>('GET', await pathIn(plane, kind, namespace));
  return [...items].sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1)) as T[];
}

/** Creates objects one after the other, each in its kind's stored version. */
export async function create(
  plane: ControlPlane,
  namespace: string,
  ...objects: readonly (Pick<KubeObject, 'kind' | 'metadata'> & Readonly<Record<string, unknown>>)[]
): Promise<void> {
  for (const object of objects) {
    const [bare = object.kind, ...group] = object.kind.split('.');
    const resource = await plane.kinds.find(bare, group.length === 0 ? undefined : group.join('.'));
    const { apiVersion, kind } = resource;
    await plane.api.call('POST', pathOf(resource, namespace), { ...object, apiVersion, kind });
  }
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** A condition of an object, in the way of Cluster API's v1beta2. */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const { conditions = [] } = (object['status'] ?? {}) as { readonly conditions?: readonly Condition[] };
  return conditions.find((condition) => condition.type === type);
}

/** The phase in an object's status; empty when there is none. */
export function phaseOf(object: KubeObject): string {
  return ((object['status'] ?? {}) as { readonly phase?: string }).phase ?? '';
}
