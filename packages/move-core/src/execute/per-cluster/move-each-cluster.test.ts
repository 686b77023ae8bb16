import { describe, expect, test } from 'vitest';
import { discover } from '../../discover/discover.ts';
import { ApiError, ClustersError, TransportError } from '../../errors.ts';
import { isJsonObject } from '../../model/json.ts';
import { planMove } from '../../plan/plan-move.ts';
import type { ObjectKey } from '../../server/types.ts';
import type { MemoryServer } from '../../server/memory/memory-server.ts';
import { clusterName, fleetKinds, type Fleet } from '../../testing/failing-moves/fleet.ts';
import { createWorld, providers, type World } from '../../testing/failing-moves/world.ts';
import { servedResources } from '../../server/memory/memory-kind.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { MoveReport } from '../report.ts';
import { startMove } from '../start-move.ts';

const one = { machines: 1, kubeconfig: true, paused: 'absent', class: 0 } as const;
const cluster = { ...one, status: true, finalizer: true, annotated: true };

/** Three Clusters of one class. */
const fleet: Fleet = {
  clusters: [cluster, cluster, cluster],
  classes: [{ elsewhere: false, template: true, paused: false, inTarget: false, annotated: true }],
  sharedSecret: false,
  systemNamespace: true,
  targetNamespaces: false,
};

/** Moves all Clusters, `atOnce` at the same time; `afterFirst` is called when the first one has committed. */
async function moveEach(
  world: World,
  {
    source = world.source,
    atOnce = 1,
    afterFirst,
  }: { source?: MemoryServer; atOnce?: number; afterFirst?: () => Promise<void> } = {},
): Promise<MoveReport> {
  const snapshot = await discover(world.source, { namespace: 'fleet', providers });
  const run = startMove(world.plan, {
    ...{ source, target: world.reached, providers, snapshot, perCluster: true, awaitPause: false },
    clustersAtOnce: atOnce,
    allow: { leftBehind: true, skip: ['owner-not-copied', 'not-selected', 'no-inventory'] },
  });
  let pending = afterFirst;
  for await (const { type } of run) {
    if (type !== 'committed' || pending === undefined) continue;
    const change = pending;
    pending = undefined;
    await change();
  }
  return run.result;
}

const names = (server: MemoryServer): readonly string[] =>
  server
    .contents()
    .filter(({ metadata }) => metadata.namespace === 'fleet')
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .sort();

function typeOf(kind: string): ResourceType {
  const found = fleetKinds.filter((known) => known.kind === kind).flatMap(servedResources);
  if (found[0] === undefined) throw new Error(`the fleet has no ${kind}`);
  return found[0];
}

const keyOf = (name: string): ObjectKey => ({ namespace: 'fleet', name });

describe('of Clusters that move one after the other', () => {
  test('each looks once through the namespace, and what they share leaves with the last', async () => {
    const world = await createWorld(fleet, 'eager');
    const before = names(world.source);
    const looks: string[] = [];
    const counted = (verb: string, type: ResourceType): void => {
      if (type.kind === 'ClusterClass') looks.push(verb);
    };
    const source: MemoryServer = {
      ...world.source,
      list(type, options) {
        counted('list', type);
        return world.source.list(type, options);
      },
      listMetadata(type, options) {
        counted('metadata', type);
        return world.source.listMetadata(type, options);
      },
    };
    await moveEach(world, { source });
    expect(names(world.reached)).toEqual(before);
    expect(names(world.source)).toEqual([]);
    // The first before anything is held, each Cluster when it is held, and at last what belongs to none.
    expect(looks.filter((verb) => verb === 'list')).toHaveLength(1 + 3 + 1);
  });

  test('one that changes meanwhile arrives as it is then', async () => {
    const world = await createWorld(fleet, 'eager');
    await moveEach(world, {
      async afterFirst() {
        const machine = typeOf('Machine');
        const last = await world.source.get(machine, keyOf('c2-m0'));
        if (last === undefined) throw new Error('there is no such Machine');
        await world.source.update(
          machine,
          { ...last, spec: { clusterName: 'c2', zone: 'new' } },
          { fieldManager: 'somebody' },
        );
        const { uid: _uid, resourceVersion: _version, ...metadata } = last.metadata;
        const another = { ...last, metadata: { ...metadata, name: 'c2-m1' } };
        await world.source.create(machine, another, { fieldManager: 'somebody' });
      },
    });
    expect(names(world.source)).toEqual([]);
    expect((await world.reached.get(typeOf('Machine'), keyOf('c2-m0')))?.spec).toMatchObject({ zone: 'new' });
    expect(names(world.reached)).toContain('Machine/c2-m1');
  });

  test('one that is made anew meanwhile moves as the new one', async () => {
    const world = await createWorld(fleet, 'eager');
    let uid: string | undefined;
    await moveEach(world, {
      async afterFirst() {
        const type = typeOf('Machine');
        const old = await world.source.get(type, keyOf('c1-m0'));
        if (old === undefined) throw new Error('there is no such Machine');
        const { uid: _uid, resourceVersion: _version, ...metadata } = old.metadata;
        await world.source.mergePatch(type, keyOf('c1-m0'), { metadata: { finalizers: null } }, { fieldManager: 'x' });
        await world.source.delete(type, keyOf('c1-m0'), { uid: old.metadata.uid ?? '' });
        const made = await world.source.create(type, { ...old, metadata }, { fieldManager: 'x' });
        uid = made.metadata.uid;
      },
    });
    expect(uid).toBeDefined();
    // What the old one owned is the garbage collector's.
    expect(names(world.source)).toEqual(['Secret/c1-m0-bootstrap']);
    expect(names(world.reached)).toContain('Machine/c1-m0');
  });

  test('one that is deleted meanwhile stays where it is not, and the others move', async () => {
    const world = await createWorld(fleet, 'eager');
    const moving = moveEach(world, {
      async afterFirst() {
        const type = typeOf('Cluster');
        const key = keyOf(clusterName(1));
        const gone = await world.source.get(type, key);
        await world.source.mergePatch(type, key, { metadata: { finalizers: null } }, { fieldManager: 'somebody' });
        await world.source.delete(type, key, { uid: gone?.metadata.uid ?? '' });
      },
    });
    const error: unknown = await moving.catch((one: unknown) => one);
    expect(error).toBeInstanceOf(ClustersError);
    expect((error as ClustersError).outcomes.map(({ cluster: name, outcome }) => `${name} ${outcome}`)).toEqual([
      'c0 moved',
      'c1 stayed',
      'c2 moved',
    ]);
    expect(names(world.reached)).toContain('Cluster/c2');
  });

  test('one has moved even if what is left cannot be read right after it', async () => {
    const world = await createWorld(fleet, 'eager');
    let failures = 0;
    const source: MemoryServer = {
      ...world.source,
      get(type, key, options) {
        if (type.kind === 'HostTemplate' && failures === 0 && !names(world.source).includes('Cluster/c0')) {
          failures += 1;
          return Promise.reject(new TransportError('the source does not answer', { outcomeUnknown: false }));
        }
        return world.source.get(type, key, options);
      },
    };
    await moveEach(world, { source });
    expect(failures).toBe(1);
    expect(names(world.source)).toEqual([]);
  });
});

describe('of Clusters that move several at the same time', () => {
  /** Four of one class and one of another. */
  const five: Fleet = {
    ...fleet,
    clusters: [0, 0, 0, 1, 0].map((used) => ({ ...cluster, class: used })),
    classes: [...fleet.classes, ...fleet.classes],
  };

  /** The names of Clusters that are paused in the source, after each write of a pause there. */
  function watchHeld(world: World): readonly string[] {
    const seen: string[] = [];
    world.watch(() => {
      const held = world.source
        .contents()
        .filter(({ kind, spec }) => kind === 'Cluster' && isJsonObject(spec) && spec['paused'] === true)
        .map(({ metadata }) => metadata.name)
        .join(' ');
      if (seen.at(-1) !== held) seen.push(held);
    });
    return seen;
  }

  test('the first one of a class goes alone, and what they share leaves when all have moved', async () => {
    const world = await createWorld(five, 'eager');
    const before = names(world.source);
    const held = watchHeld(world);
    const report = await moveEach(world, { atOnce: 3 });
    expect(names(world.reached)).toEqual(before);
    expect(names(world.source)).toEqual([]);
    expect(world.broken).toEqual([]);
    // c3 is the first of the other class: it waits for those that are under way, and goes alone.
    expect(held.filter((some) => /\bc[03]\b/u.test(some))).toEqual(['c0', 'c3']);
    expect(held.some((some) => some.split(' ').length > 1)).toBe(true);
    expect(report.outcome).toBe('moved');
    expect(report.entries).toHaveLength(world.plan.objects.length);
    expect(report.entries.filter(({ source }) => source !== 'retired')).toEqual([]);
  });

  test('their events are told one move after the other, each with its time', async () => {
    const world = await createWorld(five, 'eager');
    const snapshot = await discover(world.source, { namespace: 'fleet', providers });
    const run = startMove(world.plan, {
      ...{ source: world.source, target: world.reached, providers, snapshot, awaitPause: false },
      allow: { leftBehind: true, skip: ['owner-not-copied', 'not-selected', 'no-inventory'] },
      perCluster: true,
      clustersAtOnce: 3,
    });
    const open: string[] = [];
    let seq = 0;
    const moves: string[] = [];
    for await (const event of run) {
      seq += 1;
      expect(event.seq).toBe(seq);
      if (event.type === 'move-started') {
        expect(open).toEqual([]);
        open.push(event.moveId);
        moves.push(event.clusters?.join(' ') ?? 'what is left');
      }
      if (event.type === 'finished') expect(open.splice(0)).toEqual([event.report.moveId]);
    }
    await run.result;
    expect(moves).toHaveLength(6);
    expect(moves.at(0)).toBe('c0');
    expect([...moves].sort()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'what is left']);
  });

  test('one that fails is undone alone, and what the others need stays where it is needed', async () => {
    const world = await createWorld(five, 'eager');
    const refused = new ApiError('no such machine here', { status: 422, reason: 'Invalid' });
    const reached: MemoryServer = {
      ...world.reached,
      create: (type, object, options) =>
        object.metadata.name === 'c2-m0' && options?.dryRun !== true
          ? Promise.reject(refused)
          : world.reached.create(type, object, options),
    };
    const error: unknown = await moveEach({ ...world, reached }, { atOnce: 3 }).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(ClustersError);
    expect((error as ClustersError).outcomes.filter(({ outcome }) => outcome === 'stayed')).toMatchObject([
      { cluster: 'c2' },
    ]);
    expect(names(world.source).filter((name) => name.startsWith('Cluster'))).toEqual(['Cluster/c2', 'ClusterClass/k0']);
    expect(names(world.reached).filter((name) => name.includes('c2'))).toEqual([]);
    expect(world.broken).toEqual([]);
    // Mended, and again: the last one takes everything along.
    const snapshot = await discover(world.source, { namespace: 'fleet', providers });
    await moveEach({ ...world, plan: planMove(snapshot, { providers }) }, { atOnce: 3 });
    expect(names(world.source)).toEqual([]);
  });

  test('some of them, by name, go one after the other where they share something: the last takes it along', async () => {
    const world = await createWorld(five, 'eager');
    const snapshot = await discover(world.source, { namespace: 'fleet', providers });
    const held = watchHeld(world);
    await moveEach(
      { ...world, plan: planMove(snapshot, { providers, clusters: ['c0', 'c1', 'c2', 'c4'] }) },
      { atOnce: 3 },
    );
    expect(names(world.source).filter((name) => name.startsWith('Cluster'))).toEqual(['Cluster/c3', 'ClusterClass/k1']);
    expect(held.filter((some) => some !== '')).toEqual(['c0', 'c1', 'c2', 'c4']);
  });

  test('what nobody can count is refused', async () => {
    const world = await createWorld(fleet, 'eager');
    for (const atOnce of [0, 1.5, Number.NaN]) {
      await expect(moveEach(world, { atOnce })).rejects.toThrow('Clusters at once');
    }
    expect(world.source.contents()).toEqual(world.before.source);
  });
});
