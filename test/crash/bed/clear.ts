import type { KubeList } from '../../support/api/api.ts';
import { pathOf, type Resource } from '../../support/api/discovery.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { customKinds } from '../../support/stand-ins/custom-kinds.ts';
import type { Bed } from './bed.ts';
import { identityNamespace } from './fleet.ts';

const kinds = new WeakMap<ControlPlane, Promise<readonly Resource[]>>();

/**
 * Removes what a test has left on both sides. The empty namespaces stay: they cost nothing, and taking them away is
 * the slowest thing that these servers do.
 */
export async function clear(bed: Bed, namespace: string): Promise<void> {
  await Promise.all(bed.pair.both.map((plane) => clearSide(plane, namespace)));
}

async function clearSide(plane: ControlPlane, namespace: string): Promise<void> {
  const known = kinds.get(plane) ?? kindsOf(plane);
  kinds.set(plane, known);
  await Promise.all(
    (await known).map(async (resource) => {
      const path = pathOf(resource, namespace);
      const { items } = await plane.api.call<KubeList>('GET', path);
      if (items.length === 0) return;
      // First the deletion, then the finalizers: who keeps finalizers leaves them alone on what is being deleted.
      await plane.api.request('DELETE', path);
      const held = items.filter(({ metadata }) => (metadata.finalizers ?? []).length > 0);
      await Promise.all(
        held.map(({ metadata }) =>
          plane.api.request('PATCH', pathOf(resource, namespace, metadata.name), { metadata: { finalizers: null } }),
        ),
      );
    }),
  );
  const identity = `${namespace}-identity`;
  await plane.api.request('DELETE', pathOf(await plane.kinds.find('Secret'), identityNamespace, identity));
  await plane.api.request('DELETE', pathOf(await plane.kinds.find('GlobalIdentity'), undefined, identity));
}

async function kindsOf(plane: ControlPlane): Promise<readonly Resource[]> {
  const core = await Promise.all(['Secret', 'ConfigMap'].map((kind) => plane.kinds.find(kind)));
  return [...(await customKinds(plane)), ...core].filter(({ namespaced }) => namespaced);
}
