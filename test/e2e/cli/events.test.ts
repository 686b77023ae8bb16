import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { deny } from '../trouble/policies.ts';
import { lines, types } from './lines.ts';
import { start } from './program.ts';

let pair: Pair;
let directory: string;
let journal: string;
let from: readonly string[];
let to: readonly string[];

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  directory = await mkdtemp(join(tmpdir(), 'tsmove-events-'));
  journal = join(directory, 'journal');
  from = ['--kubeconfig', pair.source.kubeconfig];
  to = ['--to-kubeconfig', pair.target.kubeconfig];
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await pair.stop();
});

const picture = `
  Cluster/a > Machine/m > Secret/m
  Cluster/b > Machine/n
`;
const blockMove = 'clusterctl.cluster.x-k8s.io/block-move';
const blocked = { 'Cluster/b': { annotations: { [blockMove]: '' } } };

async function unblock(drawn: Drawn): Promise<void> {
  const path = drawn.pathOf('Cluster/b');
  await pair.source.api.call('PATCH', path, { metadata: { annotations: { [blockMove]: null } } });
}

const move = ['move', '--skip-pause-ack'];

test('of a move, of what it would do, and of one that is over', async () => {
  await draw(pair.source, 'there', picture);
  const scope = [...from, ...to, '-n', 'there'];
  const rehearsed = await lines(['move', '--dry-run', ...scope], { journal });
  expect(rehearsed.all.at(-1)).toMatchObject({ outcome: 'dry-run', created: 5, deleted: 5 });
  const moved = await lines([...move, ...scope], { journal });
  expect(moved.all.at(-1)).toMatchObject({ outcome: 'moved' });
  expect(types(moved.all)).toEqual(
    expect.arrayContaining([
      'planned',
      'move-started',
      'object-created',
      'committed',
      'object-deleted',
      'object-resumed',
    ]),
  );
  const moveId = moved.all.find(({ type }) => type === 'move-started')?.moveId ?? '';
  const again = await lines(['resume', moveId, ...from, ...to], { journal });
  expect(again.all.at(-1)).toMatchObject({ outcome: 'moved', moveId });
});

test('of a move that is refused, and of one that fails and is undone', async () => {
  const refused = await lines(['move', ...from, ...to, '-n', 'nothing-here'], { journal });
  expect(refused.all.at(-1)).toMatchObject({ outcome: 'refused', exitCode: 3, error: { code: 'namespace-not-found' } });

  await draw(pair.source, 'denied', picture);
  const words = 'no secrets here';
  const denial = await deny(pair.target, { namespace: 'denied', resource: 'secrets', operation: 'CREATE', words });
  const scope = [...from, ...to, '-n', 'denied'];
  const undone = await lines([...move, ...scope], { journal });
  expect(undone.all.at(-1)).toMatchObject({ outcome: 'rolled-back', exitCode: 1 });
  expect(types(undone.all)).toEqual(expect.arrayContaining(['object-failed', 'rolling-back', 'object-undone']));
  const single = await lines([...move, '--per-cluster', ...scope], { journal });
  expect(single.all.at(-1)).toMatchObject({ exitCode: 1, error: { kind: 'ClustersError' } });
  await denial.lift();
});

test('of moves that stop half way, and are gone on with or rolled back', async () => {
  const words = 'no secrets here';
  for (const [namespace, command, outcome] of [
    ['on', 'resume', 'moved'],
    ['back', 'rollback', 'rolled-back'],
  ] as const) {
    await draw(pair.source, namespace, picture);
    const denial = await deny(pair.target, { namespace, resource: 'secrets', operation: 'CREATE', words });
    const stopped = await lines([...move, '--on-failure', 'stop', ...from, ...to, '-n', namespace], { journal });
    expect(stopped.all.at(-1)).toMatchObject({ outcome: 'stopped', exitCode: 4 });
    const { moveId = '' } = stopped.all.find(({ type }) => type === 'move-started') ?? {};
    await denial.lift();
    const ended = await lines([command, moveId, ...from, ...to], { journal });
    expect(ended.all.at(-1)).toMatchObject({ outcome, exitCode: 0 });
    expect(types(ended.all)).toContain('move-continued');
  }
});

test('of a move that waits: stopped by Ctrl-C, or until the wait is over', async () => {
  const drawn = await draw(pair.source, 'waiting', picture, blocked);
  const scope = [...from, ...to, '-n', 'waiting'];
  const says = /b waiting: /;
  const stopped = await lines([...move, ...scope], { journal, until: { says, then: 'SIGINT' } });
  expect(stopped.all.at(-1)).toMatchObject({ outcome: 'failed', exitCode: 130 });
  expect(types(stopped.all)).toEqual(expect.arrayContaining(['object-blocked', 'stopping']));
  const moved = await lines([...move, ...scope], { journal, until: { says, then: () => unblock(drawn) } });
  const waits = types(moved.all).filter((type) => type.includes('blocked'));
  expect(waits).toEqual(['object-blocked', 'object-unblocked']);
});

test('of a move whose process has died, and of one who does not wait for ever for what blocks it', async () => {
  await draw(pair.source, 'limited', picture, blocked);
  const scope = [...from, ...to, '-n', 'limited'];
  const program = start([...move, ...scope], { TSMOVE_JOURNAL_DIR: journal });
  await program.says(/b waiting: /);
  program.kill('SIGKILL');
  await program.ended;
  const limited = await lines(['resume', '--timeout', '3s', ...from, ...to], { journal });
  expect(limited.all.at(-1)).toMatchObject({ exitCode: 3, error: { code: 'timeout' } });
  // What had been paused is given back: nothing is left of the move.
  const again = await lines(['resume', '--timeout', '3s', ...from, ...to], { journal });
  expect(again.ended.stderr).toContain('no move is open');
});

test('of a finished move that is moved back', async () => {
  const drawn = await draw(pair.source, 'returned', picture);
  const moved = await lines([...move, ...from, ...to, '-n', 'returned'], { journal });
  const { moveId = '' } = moved.all.find(({ type }) => type === 'move-started') ?? {};
  const back = await lines(['rollback', moveId, '--timeout', '5m', ...from, ...to], { journal });
  expect(back.all.at(-1)).toMatchObject({ outcome: 'moved', exitCode: 0 });
  expect(types(back.all)).toEqual(
    expect.arrayContaining(['move-started', 'object-created', 'committed', 'object-deleted', 'object-resumed']),
  );
  // It is a move of its own.
  expect(back.all.find(({ type }) => type === 'move-started')?.moveId).not.toBe(moveId);
  expect(back.all.at(-1)?.moveId).not.toBe(moveId);
  await expect(pair.source.api.call('GET', drawn.pathOf('Cluster/a'))).resolves.toMatchObject({ kind: 'Cluster' });

  const again = await lines(['rollback', moveId, ...from, ...to], { journal });
  expect(again.all.at(-1)).toMatchObject({ type: 'summary' });
});

test('of files that are written, and of an import of them', async () => {
  await draw(pair.source, 'files', picture);
  const folder = join(directory, 'files');
  await mkdir(folder);
  const written = await lines([...move, '--to-directory', folder, ...from, '-n', 'files'], { journal });
  expect(written.all.at(-1)).toMatchObject({ outcome: 'written', directory: folder, written: 5 });
  const imported = await lines(['move', '--from-directory', folder, ...to, '-n', 'files'], { journal });
  expect(imported.all.at(-1)).toMatchObject({ outcome: 'moved' });
});
