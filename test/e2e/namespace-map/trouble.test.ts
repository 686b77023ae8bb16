import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError, connect, discover, planMove, startMove, type ApiServer } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tsmove } from '../../crash/kill/program.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw, type Detail } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { requireMoved, runMove, type RunOutcome } from '../move/run.ts';
import { defineMetal, drawMetal } from './metal.ts';
import { contentOf, hasNamespace, renamed } from './sides.ts';

type Content = Readonly<Record<string, string>>;

let pair: Pair;
let number = 0;
/** Names of this test's own, in the source and in the target. */
let from: string;
let to: string;

beforeAll(async () => {
  pair = await startPair({ crds: 'all', beforeControllers: defineMetal });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

beforeEach(() => {
  number += 1;
  [from, to] = [`old-${number.toString()}`, `new-${number.toString()}`];
});

async function fleet(): Promise<Content> {
  await draw(
    pair.source,
    from,
    `ClusterClass/c > DockerClusterTemplate/c
     Cluster/a ~ ClusterClass/c
     Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m > Secret/m
     Machine/m > DockerMachine/m
     Cluster/a > Secret/a-kubeconfig`,
    { 'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] } },
  );
  return contentOf(pair.source, from);
}

const moving = (more: object = {}): Promise<RunOutcome> =>
  runMove(pair, { namespace: from, namespaceMap: { from, to }, awaitPause: false, ...more });

async function isNone(before: Content): Promise<void> {
  expect(await contentOf(pair.source, from)).toEqual(before);
  expect(await contentOf(pair.target, to)).toEqual({});
  expect(await hasNamespace(pair.target, from)).toBe(false);
}

async function isAll(before: Content): Promise<void> {
  expect(await contentOf(pair.target, to)).toEqual(renamed(before, from, to));
  expect(await contentOf(pair.source, from)).toEqual({});
  expect(await hasNamespace(pair.target, from)).toBe(false);
}

describe('a failure', () => {
  test('in the middle is undone, and the namespace of the new name goes again', async () => {
    const before = await fleet();
    const failing = (server: ApiServer): ApiServer => ({
      ...server,
      create: (type, object, options) =>
        server.label === 'target' && type.kind === 'DockerMachine'
          ? Promise.reject(new ApiError('target: no', { status: 403, reason: 'Forbidden', words: 'no' }))
          : server.create(type, object, options),
    });
    const { error, events } = await moving({ wrap: failing });
    expect(error).toMatchObject({ name: 'RolledBackError' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'namespace-created', name: to }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'namespace-removed', name: to }));
    await isNone(before);
  });

  test('after deletions have begun is rolled back from copies that have the new name', async () => {
    const before = await fleet();
    const folder = await mkdtemp(join(tmpdir(), 'tsmove-renamed-'));
    const places = ['--journal-dir', folder];
    // The Lease is taken away from a process that has begun to delete: it stops half way.
    const dying = (server: ApiServer): ApiServer => ({
      ...server,
      delete: (type, ...rest) =>
        server.label === 'source' && type.kind === 'Cluster'
          ? Promise.reject(new ApiError('source: no', { status: 403, reason: 'Forbidden', words: 'no' }))
          : server.delete(type, ...rest),
    });
    const { createFileJournalStore } = await import('@tsmove/move-core');
    const { error } = await moving({ wrap: dying, journal: createFileJournalStore({ directory: folder }) });
    expect(error).toMatchObject({ name: 'PartialMoveError' });
    expect(Object.keys(await contentOf(pair.source, from)).length).toBeLessThan(Object.keys(before).length);
    const { code, stderr } = await tsmove(['rollback', ...sides(), '--skip-lease-wait', '--yes', ...places]);
    expect(code, stderr).toBe(0);
    await isNone(before);
    await rm(folder, { recursive: true });
  });
});

const sides = (): readonly string[] => [
  ...['--kubeconfig', pair.source.kubeconfig],
  ...['--to-kubeconfig', pair.target.kubeconfig],
];

describe('a process that is killed', () => {
  // When exactly it dies is a matter of luck; what must hold does not depend on it.
  test.each([
    ['resume', 0.5],
    ['resume', 0.8],
    ['rollback', 0.5],
    ['rollback', 0.7],
    ['recover', 0.45],
    ['recover', 0.6],
    ['recover', 0.8],
  ] as const)('is gone on with by %s, which is not told of the names (after %f of the time)', async (how, part) => {
    const folder = await mkdtemp(join(tmpdir(), 'tsmove-renamed-'));
    const places = ['--journal-dir', folder];
    const begin = (killAfterMs?: number): ReturnType<typeof tsmove> =>
      tsmove(
        ['move', ...sides(), '--namespace-map', `${from}=${to}`, '--skip-pause-ack', '--yes', ...places],
        killAfterMs,
      );
    await fleet();
    const measured = await begin();
    expect(measured.code, measured.stderr).toBe(0);

    [from, to] = [`${from}-k`, `${to}-k`];
    const before = await fleet();
    const killed = await begin(part * measured.elapsedMs);
    if (killed.code === 'SIGKILL') {
      const known = how === 'recover' ? [] : places;
      const wentOn = await tsmove([how, ...sides(), '--skip-lease-wait', '--yes', ...known]);
      // 3: it had not begun, or was done.
      expect([0, 3], wentOn.stderr).toContain(wentOn.code);
      if (wentOn.code === 0 && how === 'resume') await isAll(before);
      if (wentOn.code === 0 && how === 'rollback') await isNone(before);
    }
    const isThere = Object.keys(await contentOf(pair.target, to)).length > 0;
    await (isThere ? isAll(before) : isNone(before));
    await rm(folder, { recursive: true });
  });
});

describe('refused, with nothing changed:', () => {
  test.each([
    ['a word that may be the namespace', { labels: { team: '%' } }, 'namespace-not-provable', 'metadata.labels.team'],
    [
      'a text that names it',
      { annotations: { note: 'see https://hook.%.svc' } },
      'namespace-in-text',
      'metadata.annotations.note',
    ],
  ])('%s', async (_what, detail, code, place) => {
    const own = JSON.parse(JSON.stringify(detail).replaceAll('%', from)) as Detail;
    await draw(pair.source, from, 'Cluster/a > Machine/m > DockerMachine/m', { 'Machine/m': own });
    const before = await contentOf(pair.source, from);
    const { error } = await moving();
    expect(error).toMatchObject({ name: 'PreflightError' });
    expect((error as { diagnostics: unknown }).diagnostics).toContainEqual(
      expect.objectContaining({ code, severity: 'error', message: expect.stringContaining(place) as string }),
    );
    await isNone(before);
    expect(await hasNamespace(pair.target, to)).toBe(false);

    // Whoever knows that something else is meant moves it, and it stays as it is.
    requireMoved(await moving({ allow: { skip: [code] } }));
    await isAll(before);
  });

  test('objects of the same names in the new namespace', async () => {
    const before = await fleet();
    await draw(pair.target, to, 'Cluster/a');
    const { error } = await moving();
    expect((error as { diagnostics: unknown }).diagnostics).toContainEqual(
      expect.objectContaining({ code: 'already-exists' }),
    );
    expect(await contentOf(pair.source, from)).toEqual(before);
  });

  test('a reference into the namespace of the source that has the new name', async () => {
    await draw(pair.source, to, 'ClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c');
    await draw(pair.source, from, 'Cluster/a > Machine/m > DockerMachine/m', {
      'Cluster/a': { spec: { topology: { classRef: { name: 'c', namespace: to }, version: 'v1.33.0' } } },
    });
    const before = await contentOf(pair.source, from);
    const { error } = await moving();
    expect((error as { diagnostics: unknown }).diagnostics).toContainEqual(
      expect.objectContaining({ code: 'namespace-clash' }),
    );
    expect(await contentOf(pair.source, from)).toEqual(before);
    expect(await hasNamespace(pair.target, to)).toBe(false);
  });

  test('a bare-metal machine whose Node would not be found again without its status', async () => {
    await drawMetal(pair.source, from);
    const before = await contentOf(pair.source, from);
    const { error } = await moving({ status: 'drop' });
    expect((error as { diagnostics: unknown }).diagnostics).toContainEqual(
      expect.objectContaining({ code: 'metal3-node-unknown', severity: 'error' }),
    );
    await isNone(before);
  });
});

describe('while a namespace arrives under another name', () => {
  test('no other move has the new name in hand in the target, nor the other way round', async () => {
    const before = await fleet();
    await draw(pair.target, to, 'Cluster/t > Machine/t > DockerMachine/t');
    const back: Pair = { ...pair, source: pair.target, target: pair.source };
    const outcomes: unknown[] = [];
    requireMoved(
      await moving({
        whenQuiet: async () => {
          outcomes.push((await runMove(back, { namespace: to, awaitPause: false })).error);
        },
      }),
    );
    expect(outcomes).toMatchObject([{ name: 'LockedError', code: 'locked' }]);
    const [first] = outcomes as [Error];
    expect(first.message).toContain(`namespace ${from}, which is ${to} in its target`);
    expect(before).not.toEqual({});

    const [third, fourth] = [`${from}-x`, to];
    await draw(pair.source, third, 'Cluster/z');
    outcomes.length = 0;
    await runMove(back, {
      namespace: to,
      awaitPause: false,
      onFailure: 'rollback',
      whenQuiet: async () => {
        const mapped = { namespace: third, namespaceMap: { from: third, to: fourth }, awaitPause: false } as const;
        outcomes.push((await runMove(pair, mapped)).error);
        throw new Error('enough seen');
      },
    });
    expect(outcomes).toMatchObject([{ name: 'LockedError', code: 'locked' }]);
  });
});

test('a plan keeps the map, and whoever reads it as one of the older format refuses it', async () => {
  await draw(pair.source, from, 'Cluster/a > Machine/m > DockerMachine/m');
  await using source = await connect({ kubeconfig: pair.source.kubeconfig, label: 'source' });
  await using target = await connect({ kubeconfig: pair.target.kubeconfig, label: 'target' });
  const snapshot = await discover(source, { namespace: from, providers });
  const plan = planMove(snapshot, { providers, namespaceMap: { from, to } });
  expect(plan).toMatchObject({ formatVersion: 2, scope: { namespace: from, targetNamespace: to } });
  const run = startMove(plan, { source, target, providers, awaitPause: false });
  await run.result;
  expect(await contentOf(pair.target, to)).not.toEqual({});
});
