import { afterAll, beforeAll, expect, test } from 'vitest';
import { containerDriver } from '../../support/container/container-driver.ts';
import { describeInEngine } from '../../support/container/requirements.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { convertKinds } from '../../support/managers/conversion.ts';
import { startClusterApi } from '../../support/managers/core-managers.ts';
import { managerUsers } from '../../support/managers/manager.ts';
import { rovingProvider } from '../bed/hand-over.ts';
import { kindExercise } from '../bed/kind-exercise.ts';

await describeInEngine('on clusters in containers, with the controllers as processes', () => {
  const ends: AsyncDisposable[] = [];
  let pair: Pair;

  beforeAll(async () => {
    pair = await startPair({
      driver: containerDriver,
      crds: 'all',
      users: managerUsers,
      beforeControllers: installInventory,
    });
    ends.push(pair);
  });

  afterAll(async () => {
    for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
  });

  test('the exercise with kind is done, ten of its seventeen steps as they are written', async () => {
    const { asWritten, byStandIns, fetchedContexts } = await kindExercise(pair, {
      async clusterApi(plane) {
        const family = await startClusterApi(plane);
        ends.push(family);
        await convertKinds(plane, ...family.managers);
        return () => family.stop();
      },
      async provider(plane) {
        const provider = await rovingProvider(plane);
        ends.push(provider);
        return provider;
      },
    });
    expect([asWritten.length, byStandIns.length]).toEqual([10, 7]);
    expect(fetchedContexts).toEqual(['management']);
  });
});
