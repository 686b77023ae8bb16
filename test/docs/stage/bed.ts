import { defaults } from '@tsmove/move-core';
import type { KubeList } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { customKinds } from '../../support/stand-ins/custom-kinds.ts';
import { pauseAcknowledger } from '../../support/stand-ins/pause-acknowledger.ts';

/** The kinds of the example of a provider: `examples/custom-provider.ts`. */
export const applianceGroup = 'appliances.example.com';

/** The namespaces that pages use. Each stage begins with nothing in them, on both sides. */
const usedByPages = ['fleet'];

/**
 * Two management clusters in which controllers acknowledge a pause, with a user `mover` who may do nothing yet. The
 * namespace of the Leases stays, so that no move has to wait until it is gone.
 */
export async function startBed(): Promise<Pair> {
  const pair = await startPair({
    crds: 'all',
    users: [{ name: 'mover' }],
    beforeControllers: async (plane) => {
      await defineCrd(plane, { group: applianceGroup, kind: 'Appliance' }, { group: applianceGroup, kind: 'RackSlot' });
    },
  });
  await Promise.all(
    pair.both.map(async (plane) => {
      await installInventory(plane);
      await ensureNamespace(plane, defaults.systemNamespace);
    }),
  );
  const standIns = await Promise.all(pair.both.map((plane) => pauseAcknowledger(plane)));
  const stop = async (): Promise<void> => {
    await Promise.all(standIns.map((standIn) => standIn.stop()));
    await pair.stop();
  };
  return { ...pair, stop, [Symbol.asyncDispose]: stop };
}

/** Removes what an earlier stage has left: Cluster API objects, Secrets, and what moves keep in their own namespace. */
export async function sweep(pair: Pair): Promise<void> {
  await Promise.all(
    pair.both.flatMap((plane) => [
      ...usedByPages.map(async (namespace) => {
        await ensureNamespace(plane, namespace);
        await emptyNamespace(plane, namespace);
      }),
      emptyNamespace(plane, defaults.systemNamespace, ['Lease', 'ConfigMap']),
    ]),
  );
}

async function emptyNamespace(
  plane: ControlPlane,
  namespace: string,
  more: readonly ('Lease' | 'ConfigMap')[] = [],
): Promise<void> {
  const builtIn = await Promise.all(['Secret', ...more].map((kind) => plane.kinds.find(kind)));
  const kinds = [...(await customKinds(plane)), ...builtIn].filter(({ namespaced }) => namespaced);
  await until({ what: `the end of what is in ${namespace} of ${plane.name}`, timeout: 60_000 }, async () => {
    const lists = await Promise.all(
      kinds.map(async (kind) => {
        const { items } = await plane.api.call<KubeList>('GET', pathOf(kind, namespace));
        return items
          .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
          .map(({ metadata }) => ({ path: pathOf(kind, namespace, metadata.name), metadata }));
      }),
    );
    const left = lists.flat();
    await Promise.all(
      left.map(async ({ path, metadata }) => {
        if ((metadata.finalizers ?? []).length > 0) {
          await plane.api.request('PATCH', path, { metadata: { finalizers: null } });
        }
        await plane.api.request('DELETE', path);
      }),
    );
    return left.length === 0;
  });
}
