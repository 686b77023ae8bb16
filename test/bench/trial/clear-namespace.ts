import type { KubeList } from '../../support/api/api.ts';
import { pathOf, type Resource } from '../../support/api/discovery.ts';
import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';
import { until } from '../../support/processes/until.ts';
import { customKinds } from '../../support/stand-ins/custom-kinds.ts';

/** The kinds that a move takes along. */
export async function movedKinds(plane: ManagementCluster): Promise<readonly Resource[]> {
  return [...(await customKinds(plane)), await plane.kinds.find('Secret')].filter(({ namespaced }) => namespaced);
}

/** The paths of all moved objects of a namespace, and whether they have finalizers. */
async function objectsIn(
  plane: ManagementCluster,
  namespace: string,
): Promise<readonly { readonly path: string; readonly held: boolean }[]> {
  const kinds = await movedKinds(plane);
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const { items } = await plane.api.call<KubeList>('GET', pathOf(kind, namespace));
      return items.map(({ metadata }) => ({
        path: pathOf(kind, namespace, metadata.name),
        held: (metadata.finalizers ?? []).length > 0,
      }));
    }),
  );
  return lists.flat();
}

export async function countObjects(plane: ManagementCluster, namespace: string): Promise<number> {
  return (await objectsIn(plane, namespace)).length;
}

/**
 * Removes all moved objects of a namespace and leaves it empty: its own end would take the servers a long list of
 * requests and us many seconds. No controllers run here that would take finalizers off.
 */
export async function clearObjects(plane: ManagementCluster, namespace: string, timeout: number): Promise<void> {
  const held = (await objectsIn(plane, namespace)).filter((object) => object.held);
  await Promise.all(held.map(({ path }) => plane.api.request('PATCH', path, { metadata: { finalizers: null } })));
  const kinds = await movedKinds(plane);
  await until({ what: `the end of all objects of ${namespace} in ${plane.name}`, timeout, interval: 200 }, async () => {
    const left = await objectsIn(plane, namespace);
    const collections = new Set(left.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
    await Promise.all(
      kinds.flatMap((kind) => {
        const path = pathOf(kind, namespace);
        return collections.has(path) ? [plane.api.request('DELETE', path)] : [];
      }),
    );
    return left.length === 0;
  });
}

/** Removes a namespace with everything in it. No controllers run here that would take off their finalizers. */
export async function clearNamespace(plane: ManagementCluster, namespace: string): Promise<void> {
  const held = (await objectsIn(plane, namespace)).filter((object) => object.held);
  await Promise.all(held.map(({ path }) => plane.api.call('PATCH', path, { metadata: { finalizers: null } })));
  const path = `/api/v1/namespaces/${namespace}`;
  await plane.api.request('DELETE', path);
  await until(
    { what: `the end of namespace ${namespace} in ${plane.name}`, timeout: 120_000, interval: 200 },
    async () => {
      return (await plane.api.request('GET', path)).status === 404;
    },
  );
}
