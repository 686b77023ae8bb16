import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startByoh } from '../../support/managers/byoh.ts';
import { convertKinds } from '../../support/managers/conversion.ts';
import { startCore } from '../../support/managers/core-managers.ts';
import { startPairForManagers } from '../bed/pair.ts';
import { createHost, createMachine, hostTaken } from './machines.ts';

let plane: ControlPlane;
const ends: AsyncDisposable[] = [];

beforeAll(async () => {
  const pair = await startPairForManagers({ crds: ['core', 'clusterctl', 'byoh'] });
  ends.push(pair);
  plane = pair.target;
  const core = await startCore(plane);
  ends.push(core);
  await convertKinds(plane, core);
  ends.push(await startByoh(plane));
});

afterAll(async () => {
  for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
});

// What a move would do that leaves hosts behind, and why a Cluster must stay paused until they are there.
test('a Machine without its host takes any free one, of whatever namespace, and gives it its old bootstrap data', async () => {
  await createMachine(plane, 'fleet');
  await createHost(plane, 'spare', 'innocent');
  const host = await hostTaken(plane, { namespace: 'spare', name: 'innocent' }, 'fleet');
  expect(host.metadata.labels).toMatchObject({
    'cluster.x-k8s.io/cluster-name': 'alpha',
    'byoh.infrastructure.cluster.x-k8s.io/byomachine-name': 'fleet.m',
  });
  expect(host.status?.machineRef).toMatchObject({ namespace: 'fleet', name: 'm' });
  expect(host.spec?.bootstrapSecret).toMatchObject({ name: 'old-bootstrap' });
});
