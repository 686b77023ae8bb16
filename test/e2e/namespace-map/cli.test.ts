import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bothSides } from '../../parity/tools/tsmove.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { drawFleet } from '../archive/fleet.ts';
import { makeFolder, requireDone } from '../archive/folder.ts';
import { contentOf, hasNamespace, renamed } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

const source = (): readonly string[] => ['--kubeconfig', pair.source.kubeconfig];
const target = (): readonly string[] => ['--to-kubeconfig', pair.target.kubeconfig];

test('a plan is reviewed, carried out under the new name, compared, and taken back', async () => {
  await using folder = await makeFolder();
  await drawFleet(pair.source, 'fleet');
  const before = await contentOf(pair.source, 'fleet');
  const file = folder.path('plan.json');
  const map = ['--namespace-map', 'fleet=prod'];

  const planned = await folder.tsmove('plan', ...bothSides(pair), ...map, '--out', file);
  requireDone(planned);
  expect(planned.said).toContain('Namespace fleet is called prod in the target');
  expect(await readFile(file, 'utf8')).toContain('"targetNamespace": "prod"');
  expect(await hasNamespace(pair.target, 'prod')).toBe(false);

  requireDone(await folder.tsmove('plan', ...bothSides(pair), ...map, '--dry-run=server'));
  const applied = await folder.tsmove('apply', file, ...bothSides(pair), '--skip-pause-ack');
  requireDone(applied);
  expect(applied.said).toContain('in namespace fleet as prod');
  const there = await contentOf(pair.target, 'prod');
  expect(there).toEqual(renamed(before, 'fleet', 'prod'));
  expect(await contentOf(pair.source, 'fleet')).toEqual({});

  const [moveId = ''] = (await readdir(folder.path('journal'))).flatMap(
    (name) => /\d{8}-\d{6}-[0-9a-f]+/u.exec(name) ?? [],
  );
  requireDone(await folder.tsmove('rollback', moveId, ...bothSides(pair), '--yes'));
  expect(await contentOf(pair.source, 'fleet')).toEqual(before);
  expect(await contentOf(pair.target, 'prod')).toEqual({});
});

test('diff compares a namespace with the one that it is called in the target', async () => {
  await using folder = await makeFolder();
  const drawing = 'Cluster/a > Machine/m > DockerMachine/m';
  await draw(pair.source, 'left', drawing, { 'Machine/m': { annotations: { a: '1' } } });
  await draw(pair.target, 'right', drawing);
  const flags = [...bothSides(pair), '--namespace-map', 'left=right', '--detailed-exitcode'];
  const differs = await folder.tsmove('diff', ...flags);
  expect(differs.code).toBe(2);
  expect(differs.said).toContain('Machine');

  await pair.source.api.call('PATCH', '/apis/cluster.x-k8s.io/v1beta2/namespaces/left/machines/m', {
    metadata: { annotations: null },
  });
  requireDone(await folder.tsmove('diff', ...flags));
});

test('an archive of the old name is imported under the new one', async () => {
  await using folder = await makeFolder();
  await drawFleet(pair.source, 'kept');
  const before = await contentOf(pair.source, 'kept');
  const file = folder.path('kept.tar');
  requireDone(await folder.tsmove('export', file, ...source(), '-n', 'kept', '--plain', '--skip-pause-ack'));
  requireDone(await folder.tsmove('import', file, ...target(), '--namespace-map', 'kept=restored'));
  expect(await contentOf(pair.target, 'restored')).toEqual(renamed(before, 'kept', 'restored'));
  expect(await contentOf(pair.source, 'kept')).toEqual(before);
  const wrong = await folder.tsmove('import', file, ...target(), '--namespace-map', 'other=restored');
  expect(wrong.code).not.toBe(0);
});

test('the roles for a move are for the new name in the target', async () => {
  await using folder = await makeFolder();
  await draw(pair.source, 'roles', 'Cluster/a > Machine/m > DockerMachine/m');
  const flags = ['--namespace-map', 'roles=there', '-o', 'json'];
  const [ofSource, ofTarget] = await Promise.all(
    ['--source-only', '--target-only'].map((side) => folder.tsmove('rbac', ...bothSides(pair), side, ...flags)),
  );
  await draw(pair.target, 'there', 'Secret/x');
  const present = await folder.tsmove('rbac', ...bothSides(pair), '--target-only', ...flags);
  expect(ofSource?.said.replaceAll(/\s/gu, '')).toContain('"namespace":"roles"');
  expect(ofTarget?.said).toContain('the target has no namespace there');
  expect(present.said.replaceAll(/\s/gu, '')).toContain('"namespace":"there"');
  expect(present.said.replaceAll(/\s/gu, '')).not.toContain('"namespace":"roles"');
});

test('two names for one namespace are a mistake of the command line', async () => {
  await using folder = await makeFolder();
  const said = async (...flags: readonly string[]): Promise<string> => {
    const ended = await folder.tsmove('move', ...bothSides(pair), ...flags);
    expect(ended.code, ended.said).toBe(2);
    return ended.said;
  };
  expect(await said('-n', 'a', '--namespace-map', 'b=c')).toContain('a move is of one');
  expect(await said('--namespace-map', 'b=c=d')).toContain('write the name in the source');
  await draw(pair.source, 'b', 'Cluster/a');
  expect(await said('--namespace-map', 'b=b')).toContain('which is no change');
});
