import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { pathOf, type Resource } from '../../support/api/discovery.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** Every object of an API server, of every kind that can be listed, by its {@link keyOf key}. */
export type State = ReadonlyMap<string, KubeObject>;

/** Reads everything: a kind that nobody thought of must not be able to differ unseen. */
export async function readState(plane: ControlPlane): Promise<State> {
  const resources = (await plane.kinds.all(true)).filter(isStored);
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const { items } = await plane.api.call<KubeList>('GET', pathOf(resource));
      return items.map((item) => ({ ...item, apiVersion: resource.apiVersion, kind: resource.kind }));
    }),
  );
  return new Map(
    lists
      .flat()
      .filter((object) => !isHeartbeat(object))
      .map((object) => [keyOf(object), object]),
  );
}

/** `Machine.cluster.x-k8s.io fleet/m1`, `Namespace fleet`. */
export function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : `.${apiVersion.slice(0, slash)}`;
  return `${kind}${group} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** The same objects at another time: those that nobody has touched since. */
export function untouched(before: State, after: State): ReadonlySet<string> {
  return new Set(
    [...after].flatMap(([key, { metadata }]) => {
      const then = before.get(key)?.metadata;
      return then?.uid === metadata.uid && then?.resourceVersion === metadata.resourceVersion ? [key] : [];
    }),
  );
}

/** Events are a log, and component statuses are computed when they are read. Events are served twice; neither is read. */
function isStored({ kind, verbs }: Resource): boolean {
  return verbs.includes('list') && verbs.includes('get') && kind !== 'Event' && kind !== 'ComponentStatus';
}

/** The API server's own sign of life, renewed every few seconds. */
function isHeartbeat({ kind, metadata }: KubeObject): boolean {
  return kind === 'Lease' && metadata.namespace === 'kube-system';
}
