import { installInventory } from '../support/fixtures/inventory.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { defineCrd } from '../support/crds/define.ts';
import { kindsOfOurOwn } from './scenarios/kinds.ts';

/** One pair of management clusters for each tool, made alike: what one tool does, the other never sees. */
export interface Laboratory extends AsyncDisposable {
  readonly clusterctl: Pair;
  readonly tsmove: Pair;
  readonly pairs: readonly [Pair, Pair];
}

/** Starts both pairs, with Cluster API's kinds, the kinds of the scenarios and the inventory that clusterctl asks for. */
export async function startLaboratory(): Promise<Laboratory> {
  const [clusterctl, tsmove] = await Promise.all([startEquippedPair(), startEquippedPair()]);
  return {
    clusterctl,
    tsmove,
    pairs: [clusterctl, tsmove],
    async [Symbol.asyncDispose]() {
      await Promise.all([clusterctl.stop(), tsmove.stop()]);
    },
  };
}

export async function startEquippedPair(): Promise<Pair> {
  const pair = await startPair({
    crds: 'all',
    beforeControllers: async (plane) => {
      await defineCrd(plane, ...kindsOfOurOwn);
      await installInventory(plane);
    },
  });
  return pair;
}
