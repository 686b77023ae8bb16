import { defaults } from '@tsmove/move-core';
import { ensureNamespace } from '../support/fixtures/namespaces.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { defineCrd } from '../support/crds/define.ts';
import { kindsOfOurOwn } from './scenarios/kinds.ts';

/** Two management clusters with Cluster API's kinds, those of the scenarios, and the inventory that clusterctl asks for. */
export function startEquippedPair(): Promise<Pair> {
  return startPair({
    crds: 'all',
    beforeControllers: async (plane) => {
      await defineCrd(plane, ...kindsOfOurOwn);
      await installInventory(plane);
      // Made by an administrator, so that it stays: one scenario stops the controllers, without which a namespace that is
      // deleted, as tsmove does with one of its own, never goes.
      await ensureNamespace(plane, defaults.systemNamespace);
    },
  });
}
