import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../support/drawing/draw.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { tsmove } from '../cli/program.ts';

let pair: Pair;
let compare: (...flags: readonly string[]) => ReturnType<typeof tsmove>;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  const sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
  compare = (...flags) => tsmove(['diff', ...sides, '-n', 'compared', ...flags]);
});

afterAll(() => pair.stop());

const fleet = 'Cluster/a > Machine/m > Secret/m';
const machines = '/apis/cluster.x-k8s.io/v1beta2/namespaces/compared/machines';

test('tsmove diff tells where two sides differ, and never the values', async () => {
  const nowhere = await compare();
  expect(nowhere).toMatchObject({ code: 3 });
  expect(nowhere.stderr).toContain('neither side has a namespace compared');

  await draw(pair.source, 'compared', fleet, { 'Secret/m': { data: { value: 'bXkgc2VjcmV0' } } });
  const before = await compare('--detailed-exitcode');
  expect(before).toMatchObject({ code: 2 });
  expect(before.stdout).toBe(
    [
      '- Secret compared/m: only in the source',
      '- Cluster compared/a: only in the source',
      '- Machine compared/m: only in the source',
      '0 objects equal, 3 objects not.',
      '',
    ].join('\n'),
  );

  // The same, made by other hands: owners are others, and equal.
  await draw(pair.target, 'compared', fleet, { 'Secret/m': { data: { value: 'bXkgc2VjcmV0' } } });
  expect(await compare('--detailed-exitcode')).toMatchObject({
    code: 0,
    stdout: '3 objects, all equal on both sides.\n',
  });

  await pair.target.api.call('PATCH', `${machines}/m`, {
    metadata: { labels: { rack: '7' } },
    spec: { version: 'v1.31.9' },
  });
  await pair.target.api.call('PATCH', '/api/v1/namespaces/compared/secrets/m', { data: { value: 'b3RoZXI=' } });
  const after = await compare('-o', 'json');
  expect(after.code).toBe(0);
  expect(JSON.parse(after.stdout)).toMatchObject({
    formatVersion: 1,
    equal: 1,
    objects: [
      { ref: { kind: 'Secret', name: 'm' }, differences: [{ path: '/data/value', change: 'changed' }] },
      {
        ref: { kind: 'Machine', name: 'm' },
        state: 'differs',
        differences: expect.arrayContaining([{ path: '/metadata/labels/rack', change: 'added' }]) as unknown,
      },
    ],
  });
  expect(after.stdout).not.toMatch(/bXkgc2VjcmV0|b3RoZXI=|v1\.31\.9/);
});
