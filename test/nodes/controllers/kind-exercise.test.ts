import { afterAll, beforeAll, expect, test } from 'vitest';
import { kindExercise } from '../../controllers/bed/kind-exercise.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { convertKinds } from '../../support/managers/conversion.ts';
import { clusterApiPrograms } from '../../support/managers/core-managers.ts';
import { deployManagers, type ManagerDeployment } from '../../support/managers/manager-pods.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { imageForProgram } from '../../support/node/images.ts';
import { wholeClusterDriver } from '../../support/node/whole-cluster.ts';
import { describeOnNodes } from '../requirements.ts';

const programs = [...clusterApiPrograms, 'capd-manager'] as const;

describeOnNodes('on whole clusters, with the controllers as pods of their own Deployments', () => {
  let pair: Pair;

  beforeAll(async () => {
    const images = await Promise.all(programs.map((program) => imageForProgram(program)));
    pair = await startPair({
      driver: wholeClusterDriver(images),
      crds: 'all',
      beforeControllers: installInventory,
    });
  });

  afterAll(() => pair.stop());

  test('the exercise with kind is done, ten of its seventeen steps as they are written', async () => {
    const deployed = new Map<ControlPlane, readonly ManagerDeployment[]>();
    const docker = (plane: ControlPlane): ManagerDeployment | undefined =>
      deployed.get(plane)?.find(({ program }) => program === 'capd-manager');
    const { asWritten, byStandIns, fetchedContexts } = await kindExercise(pair, {
      async clusterApi(plane) {
        const all = await deployManagers(plane, programs);
        deployed.set(plane, all);
        const family = all.filter(({ program }) => program !== 'capd-manager');
        await Promise.all(family.map((manager) => manager.start()));
        await convertKinds(plane, ...family);
        // The pods end with their cluster.
        return () => Promise.resolve();
      },
      async provider(plane) {
        let running = docker(plane);
        await running?.start();
        return {
          async moveTo(next) {
            await running?.stop();
            running = docker(next);
            await running?.start();
          },
        };
      },
    });
    expect([asWritten.length, byStandIns.length]).toEqual([10, 7]);
    expect(fetchedContexts).toEqual(['management']);
  });
});
