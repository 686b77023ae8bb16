import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { tsmove } from '../cli/program.ts';

/** As it is built: what a user would write is a module in JavaScript. */
const provider = join(import.meta.dirname, '../../../examples/dist/custom-provider.js');
const group = 'appliances.example.com';

let pair: Pair;
let sides: readonly string[];

beforeAll(async () => {
  pair = await startPair({
    crds: 'all',
    beforeControllers: async (plane) => {
      await defineCrd(plane, { group, kind: 'Appliance' }, { group, kind: 'RackSlot' });
    },
  });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
});

afterAll(() => pair.stop());

async function fleet(namespace: string, phase: string): Promise<Drawn> {
  return draw(pair.source, namespace, 'Cluster/c\nAppliance/box\nSecret/password\nRackSlot/r1', {
    'Appliance/box': {
      labels: { 'cluster.x-k8s.io/cluster-name': 'c' },
      finalizers: [`${group}/box`],
      spec: { passwordSecret: 'password' },
      status: { phase, serial: '4711' },
    },
  });
}

test('the example refuses what it does not want to move', async () => {
  await fleet('own-busy', 'Installing');
  const refused = await tsmove(['plan', ...sides, '-n', 'own-busy', '--provider', provider]);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('it is being installed, which the target could not go on with');
  // Nobody else knows the kind.
  const without = await tsmove(['plan', ...sides, '-n', 'own-busy']);
  expect(without.code).toBe(0);
  expect(without.stdout).not.toContain('appliance');
});

test('the example moves its objects with their status and Secret, held by its own means', async () => {
  const drawn = await fleet('own', 'Frozen');
  const args = [...sides, '-n', 'own', '--provider', provider, '--yes', '--status', 'drop', '-v', '1'];
  const moved = await tsmove(['move', ...args]);
  expect(moved.stderr).toMatch(/appliance\.appliances\.example\.com\/box paused/i);
  expect(moved.code).toBe(0);
  const box = await drawn.read('Appliance/box', pair.target);
  expect(box).toMatchObject({
    metadata: { finalizers: [`${group}/box`] },
    status: { phase: 'Frozen', serial: '4711' },
  });
  expect(box?.metadata.annotations).toBeUndefined();
  expect(await drawn.read('Secret/password', pair.target)).toBeDefined();
  expect(await drawn.read('Appliance/box')).toBeUndefined();
  expect(await drawn.read('RackSlot/r1')).toBeDefined();
});

test('a box that never freezes refuses the move, and its hold is given back', async () => {
  const drawn = await fleet('own-stopped', 'Working');
  const args = [...sides, '-n', 'own-stopped', '--provider', provider, '--yes', '--pause-timeout', '1s'];
  const begun = await tsmove(['move', ...args]);
  expect(begun.code).toBe(3);
  expect(begun.stderr).toContain('the box is not frozen yet');
  expect((await drawn.read('Appliance/box'))?.metadata.annotations).toBeUndefined();
});
