import { afterEach, describe, expect, test } from 'vitest';
import { leases } from '../discover/core-types.ts';
import { FencedError, LockedError } from '../errors.ts';
import type { Scope } from '../plan/types.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import { interleavings, turnstile } from '../testing/turnstile.ts';
import { acquireLock, takeOverLock } from './acquire.ts';
import { leaseKey } from './lease-record.ts';
import { readLeases } from './read-leases.ts';
import { requireUnlocked } from './require-unlocked.ts';
import type { LockOptions, MoveLock } from './types.ts';

const by = { name: 'alice@laptop', host: 'laptop', pid: 4711, boot: 'b', tool: 'tsmove 0' };
const system = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'tsmove-system' },
};
const namespace = 'fleet';
const whole: Scope = { namespace };
const some: Scope = { namespace, clusters: ['a'] };
const shared: Scope = { namespace, sharedOnly: true };
const first: Scope = { namespace, clusters: ['a', 'b'], shard: 'shard-0' };
const second: Scope = { namespace, clusters: ['c'], shard: 'shard-1' };
const crossing: Scope = { namespace, clusters: ['b', 'c'], shard: 'other-0' };

const taken: MoveLock[] = [];
afterEach(() => {
  for (const lock of taken.splice(0)) lock.letGo();
});

function sides(): { readonly source: MemoryServer; readonly target: MemoryServer } {
  const [source, target] = (['source', 'target'] as const).map((label) =>
    createMemoryServer({ label, objects: [system] }),
  ) as [MemoryServer, MemoryServer];
  return { source, target };
}

function asked(moveId: string, scope: Scope, bed: Pick<LockOptions, 'source' | 'target'>): LockOptions {
  const uids = { sourceUid: 'source-system', targetUid: 'target-system' };
  return { ...bed, moveId, scope, ...uids, by, command: 'move', durationMs: 60_000 };
}

async function acquire(moveId: string, scope: Scope, bed: Pick<LockOptions, 'source' | 'target'>): Promise<MoveLock> {
  const lock = await acquireLock(asked(moveId, scope, bed));
  taken.push(lock);
  return lock;
}

async function namesOn(server: MemoryServer): Promise<readonly string[]> {
  return (await readLeases(server)).map(({ name, content }) => `${name} ${content.moveId}`);
}

describe('the Leases of shards', () => {
  test('stand side by side, each with its own name, and say what they are', async () => {
    const { source, target } = sides();
    await acquire('m1', first, { source, target });
    const lock = await acquire('m2', second, { source, target });
    for (const side of [source, target]) {
      expect(await namesOn(side)).toEqual(['move-fleet.shard-0 m1', 'move-fleet.shard-1 m2']);
      expect((await readLeases(side))[0]?.content.scope).toEqual(first);
    }
    await lock.release();
    expect(await namesOn(source)).toEqual(['move-fleet.shard-0 m1']);
  });

  test.each<readonly [string, Scope, Scope]>([
    ['the whole namespace and a shard', whole, first],
    ['some Clusters and a shard', some, second],
    ['what is shared and a shard', shared, first],
    ['shards with a Cluster in common', first, crossing],
    ['shards of one name', first, { ...second, shard: 'shard-0' }],
    ['two whole namespaces', whole, whole],
  ])('keep out, whoever comes first: %s', async (_what, one, other) => {
    for (const [before, after] of [
      [one, other],
      [other, one],
    ] as const) {
      const { source, target } = sides();
      await acquire('m1', before, { source, target });
      const left = await namesOn(source);
      const error: unknown = await acquire('m2', after, { source, target }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(LockedError);
      expect(error).toMatchObject({ code: 'locked', message: expect.stringContaining('move m1 has') as string });
      const uids = { sourceUid: 'source-system', targetUid: 'target-system' };
      for (const side of [source, target]) {
        expect(await namesOn(side)).toEqual(left);
        const look = requireUnlocked(side, { side: 'source', scope: after, ...uids }, {});
        await expect(look).rejects.toMatchObject({ code: 'locked' });
      }
    }
  });

  test.each<readonly [string, Partial<LockOptions>]>([
    ['back from the target', { sourceUid: 'target-system', targetUid: 'source-system' }],
    ['to another target', { targetUid: 'third-system' }],
    ['from another namespace', { scope: { ...second, namespace: 'other', targetNamespace: 'fleet' } }],
    ['to another namespace', { scope: { ...second, targetNamespace: 'other' } }],
  ])('let nobody pass who moves %s', async (_what, change) => {
    const { source, target } = sides();
    await acquire('m1', first, { source, target });
    const attempt = acquireLock({ ...asked('m2', second, { source, target }), ...change });
    await expect(attempt).rejects.toMatchObject({ code: 'locked' });
  });

  test('are in the way of no other namespace, damaged or not', async () => {
    const { source, target } = sides();
    await acquire('m1', first, { source, target });
    await source.create(leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: leaseKey('move-other.shard-0'),
      spec: {},
    });
    await acquire('m2', { namespace: 'fleet-2' }, { source, target });
    await acquire('m3', second, { source, target });
  });

  test('are refused to a version that does not know shards', async () => {
    const { source, target } = sides();
    await acquire('m1', first, { source, target });
    const lease = await source.get(leases, leaseKey('move-fleet.shard-0'));
    expect(lease?.metadata.annotations?.['tsmove.dev/lease']).toContain('"format":2');
  });
});

/** Each creates a Lease on both sides, looks at the namespace, and looks round. */
const turns = 6;

describe('of two that come at the same time, at every interleaving of their requests,', () => {
  async function race(order: readonly string[], one: Scope, other: Scope) {
    const { source, target } = sides();
    const gate = turnstile(order);
    const attempts = [
      ['a', one],
      ['b', other],
    ] as const;
    const results = await Promise.allSettled(
      attempts.map(async ([actor, scope]) => {
        const bed = { source: gate.seenBy(actor, source), target: gate.seenBy(actor, target) };
        try {
          return await acquire(actor, scope, bed);
        } finally {
          gate.leaves(actor);
        }
      }),
    );
    const holders = results.flatMap(({ status }, at) => (status === 'fulfilled' ? [attempts[at]?.[0] ?? ''] : []));
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    const left = [...(await readLeases(source)), ...(await readLeases(target))].map(({ content }) => content.moveId);
    for (const lock of taken.splice(0)) lock.letGo();
    return { holders, refusals, left };
  }

  test.each<readonly [string, Scope, Scope]>([
    ['the whole namespace and a shard', whole, first],
    ['what is shared and a shard', shared, second],
    ['shards with a Cluster in common', first, crossing],
  ])('at most one gets it, and the other leaves nothing: %s', async (_what, one, other) => {
    let won = 0;
    for (const order of interleavings(turns)) {
      const { holders, refusals, left } = await race(order, one, other);
      expect(holders.length, order.join('')).toBeLessThanOrEqual(1);
      for (const error of refusals) expect(error, order.join('')).toMatchObject({ code: 'locked' });
      expect(left, order.join('')).toEqual(holders.flatMap((holder) => [holder, holder]));
      won += holders.length;
    }
    expect(won).toBeGreaterThan(0);
  });

  test('both get it if they have nothing in common', async () => {
    for (const order of interleavings(turns)) {
      const { holders, left } = await race(order, first, second);
      expect(holders, order.join('')).toEqual(['a', 'b']);
      expect([...left].sort()).toEqual(['a', 'a', 'b', 'b']);
    }
  });
});

describe('a takeover', () => {
  const resumed = { command: 'resume', holderIsDead: true, epochAtLeast: 0 } as const;

  test('of a shard has nothing to do with the others', async () => {
    const { source, target } = sides();
    (await acquire('m1', first, { source, target })).letGo();
    await acquire('m2', second, { source, target });
    const lock = await takeOverLock({ ...asked('m1', first, { source, target }), ...resumed });
    taken.push(lock);
    expect(lock.epoch).toBe(2);
    await lock.gate();
  });

  test('is refused to one that had not looked round yet when it died, and not to the holder', async () => {
    const { source, target } = sides();
    (await acquire('holder', whole, { source, target })).letGo();
    // It came as far as its first Lease.
    const order = turnstile(['late']);
    const late = { source: order.seenBy('late', source), target };
    const stopped = { ...late.source, list: () => new Promise<never>(() => undefined) };
    void acquireLock({ ...asked('late', first, { source: stopped, target }) });
    await expect.poll(() => namesOn(source)).toContain('move-fleet.shard-0 late');

    await expect(takeOverLock({ ...asked('late', first, { source, target }), ...resumed })).rejects.toMatchObject({
      code: 'locked',
    });
    expect(await namesOn(target)).toEqual(['move-fleet holder']);
    taken.push(await takeOverLock({ ...asked('holder', whole, { source, target }), ...resumed }));
  });

  test('is refused where two that exclude each other are complete: nobody knows which of them has written', async () => {
    const [one, other] = [sides(), sides()];
    (await acquire('m1', first, one)).letGo();
    (await acquire('m2', crossing, other)).letGo();
    for (const side of ['source', 'target'] as const) {
      const lease = await other[side].get(leases, leaseKey('move-fleet.other-0'));
      if (lease === undefined) throw new Error('no Lease');
      const { uid: _uid, resourceVersion: _version, ...metadata } = lease.metadata;
      await one[side].create(leases, { ...lease, metadata });
    }
    await expect(takeOverLock({ ...asked('m1', first, one), ...resumed })).rejects.toMatchObject({ code: 'locked' });
  });
});

describe('a Lease that goes while its shard moves', () => {
  test('is placed anew, and whoever has come meanwhile is waited for until the other side has refused it', async () => {
    const { source, target } = sides();
    const lock = await acquireLock({ ...asked('m1', first, { source, target }), durationMs: 300 });
    taken.push(lock);
    const lease = await source.get(leases, leaseKey('move-fleet.shard-0'));
    await source.delete(leases, leaseKey('move-fleet.shard-0'), { uid: lease?.metadata.uid ?? '' });
    await expect(acquire('m2', whole, { source, target })).rejects.toMatchObject({ code: 'locked' });
    await lock.gate();
    await expect.poll(() => namesOn(source)).toEqual(['move-fleet.shard-0 m1']);
    await lock.gate();
  });

  test('is given up if the other one stays', async () => {
    const { source, target } = sides();
    const lock = await acquireLock({ ...asked('m1', first, { source, target }), durationMs: 300 });
    taken.push(lock);
    (await acquire('m2', whole, sides())).letGo();
    const other = sides();
    (await acquire('m2', whole, other)).letGo();
    const theirs = await other.source.get(leases, leaseKey('move-fleet'));
    if (theirs === undefined) throw new Error('no Lease');
    const { uid: _uid, resourceVersion: _version, ...metadata } = theirs.metadata;
    const ours = await source.get(leases, leaseKey('move-fleet.shard-0'));
    await source.create(leases, { ...theirs, metadata });
    await source.delete(leases, leaseKey('move-fleet.shard-0'), { uid: ours?.metadata.uid ?? '' });
    await expect
      .poll(
        () =>
          lock.gate().then(
            () => undefined,
            (error: unknown) => error,
          ),
        { timeout: 15_000 },
      )
      .toBeInstanceOf(FencedError);
    expect(await namesOn(source)).toEqual(['move-fleet m2']);
  }, 20_000);
});
