import { setTimeout as sleep } from 'node:timers/promises';
import { connect, readLeases, type ApiServer } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLock, takeOverLock } from '../../../packages/move-core/src/lock/acquire.ts';
import type { LockOptions, MoveLock } from '../../../packages/move-core/src/lock/types.ts';
import { systemClock, type Clock } from '../../../packages/move-core/src/server/retry/clock.ts';
import { readAudit, writesIn } from '../../support/control-plane/audit.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { until } from '../../support/processes/until.ts';
import { grant, kubeconfigOf } from '../reading/role.ts';
import { startHolder } from './holder.ts';

let pair: Pair;
let source: ApiServer;
let target: ApiServer;

beforeAll(async () => {
  pair = await startPair({ audit: true, users: [{ name: 'mover' }] });
  [source, target] = await Promise.all([
    connect({ kubeconfig: pair.source.kubeconfig, label: 'source' }),
    connect({ kubeconfig: pair.target.kubeconfig, label: 'target' }),
  ]);
});

afterAll(async () => {
  await Promise.all([source.close(), target.close()]);
  await pair.stop();
});

const system = '/api/v1/namespaces/tsmove-system';
const by = { name: 'alice@laptop', host: 'laptop', pid: 1, boot: '', tool: 'test' };

function lockOf(namespace: string, moveId: string, more: Partial<LockOptions> = {}): LockOptions {
  const uids = { sourceUid: 'source', targetUid: 'target' };
  return { source, target, moveId, scope: { namespace }, ...uids, by, command: 'move', durationMs: 3_000, ...more };
}

const resuming = { holderIsDead: true, epochAtLeast: 0, command: 'resume' } as const;

/** Both sides have no Lease and, in the end, no namespace of ours. */
async function nothingIsLeft(): Promise<void> {
  for (const plane of pair.both) {
    await until({ what: 'the namespace is gone', timeout: 60_000 }, async () => {
      const { status } = await plane.api.request('GET', system);
      return status === 404;
    });
  }
}

test('a lock is taken, refused to others, renewed, told, taken over and released, and leaves nothing', async () => {
  const lock = await acquireLock(lockOf('fleet', 'm1'));
  await lock.gate();
  for (const server of [source, target]) {
    const [lease] = await readLeases(server);
    expect(lease).toMatchObject({ name: 'move-fleet', content: { moveId: 'm1', epoch: 1, committed: false } });
  }
  await expect(acquireLock(lockOf('fleet', 'm2'))).rejects.toMatchObject({ code: 'locked' });
  const other = await acquireLock(lockOf('other', 'm3'));

  const before = await readLeases(target);
  await sleep(2_500);
  const after = await readLeases(target);
  expect(after.map(({ content }) => content.renewed)).not.toEqual(before.map(({ content }) => content.renewed));
  await lock.announce({ phase: 'seal', committed: true });
  await other.release();
  expect((await readLeases(source)).map(({ name }) => name)).toEqual(['move-fleet']);
  lock.letGo();

  const next = await takeOverLock({ ...lockOf('fleet', 'm1'), ...resuming });
  expect(next).toMatchObject({ epoch: 2, found: { phase: 'seal', committed: true } });
  await expect(lock.gate()).rejects.toMatchObject({ code: 'lock-ended' });
  await next.gate();
  await next.release();
  expect([await readLeases(source), await readLeases(target)]).toEqual([[], []]);
  await nothingIsLeft();
});

test('a lock is taken although the namespace is still going from the last one', async () => {
  await (await acquireLock(lockOf('fleet', 'm4'))).release();
  const { body } = await pair.source.api.request('GET', system);
  expect(body).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) as string } });
  const lock = await acquireLock(lockOf('fleet', 'm5'));
  expect((await readLeases(source)).map(({ content }) => content.moveId)).toEqual(['m5']);
  await lock.gate();
  await lock.release();
});

test('of many who want it at once, one has the lock, or takes it over', async () => {
  const contenders = Array.from({ length: 6 }, (_, at) => lockOf('fleet', `c${at.toString()}`));
  const winnerOf = (results: readonly PromiseSettledResult<MoveLock>[]): MoveLock => {
    const winners = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const reasons = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'locked' });
    expect(winners).toHaveLength(1);
    const [winner] = winners;
    if (winner === undefined) throw new Error('nobody has the lock');
    return winner;
  };
  const first = winnerOf(await Promise.allSettled(contenders.map(acquireLock)));
  first.letGo();
  const moveId = first.found.moveId;
  const takers = Array.from({ length: 6 }, () => ({ ...lockOf('fleet', moveId), ...resuming }));
  const next = winnerOf(await Promise.allSettled(takers.map(takeOverLock)));
  expect(next.epoch).toBe(2);
  await next.gate();
  await next.release();
  await nothingIsLeft();
});

test('a Lease that is deleted on one side is placed anew, and one on both sides is not', async () => {
  const lock = await acquireLock(lockOf('fleet', 'm6', { durationMs: 1_500 }));
  const path = '/apis/coordination.k8s.io/v1/namespaces/tsmove-system/leases/move-fleet';
  const [lost] = await readLeases(target);
  const stale = await pair.target.api.call('GET', path);
  await pair.target.api.call('DELETE', path);
  // The API server creates a Lease that is replaced and not there, but not one that names the UID of another.
  expect((await pair.target.api.request('PUT', path, stale)).status).toBe(409);
  await until({ what: 'the Lease is back' }, async () => (await readLeases(target)).length === 1);
  const [again] = await readLeases(target);
  expect(again?.uid).not.toBe(lost?.uid);
  expect(again?.content).toMatchObject({ moveId: 'm6', epoch: 1 });
  await lock.gate();
  await Promise.all(pair.both.map((plane) => plane.api.call('DELETE', path)));
  await sleep(1_000);
  await expect(lock.gate()).rejects.toMatchObject({ code: 'taken-over' });
  expect([await readLeases(source), await readLeases(target)]).toEqual([[], []]);
});

test('a takeover waits for a holder that is silent, and is refused by one that renews', async () => {
  const lock = await acquireLock(lockOf('quiet', 'm7'));
  // Twenty times as fast as the holder's: its 33 seconds are over before the holder has renewed twice.
  const begun = performance.now();
  const clock: Clock = {
    now: () => begun + (performance.now() - begun) * 10,
    // An hour late.
    date: () => Date.now() - 3_600_000,
    sleep: (ms, signal) => systemClock.sleep(ms / 10, signal),
  };
  const taking = { ...lockOf('quiet', 'm7'), ...resuming, holderIsDead: false, clock };
  await expect(takeOverLock(taking)).rejects.toThrow('is being carried out by alice@laptop');
  lock.letGo();
  const waited: number[] = [];
  const next = await takeOverLock({ ...taking, onWaiting: (_held, forMs) => waited.push(forMs) });
  expect(waited).toEqual([33_000]);
  await next.release();
});

test('who may not create namespaces needs the one for the Leases, and nothing beyond them', async () => {
  await nothingIsLeft();
  for (const plane of pair.both) {
    await plane.api.call('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'tsmove-system' },
    });
    const verbs = ['get', 'list', 'create', 'update', 'delete'];
    await grant(plane, 'mover', [[verbs, ['coordination.k8s.io'], ['leases']]], 'tsmove-system');
  }
  const [sourceConfig, targetConfig] = await Promise.all(pair.both.map((plane) => kubeconfigOf(plane, 'mover')));
  await using mine = await connect({ kubeconfig: sourceConfig, label: 'source' });
  await using theirs = await connect({ kubeconfig: targetConfig, label: 'target' });
  const lock = await acquireLock(lockOf('fleet', 'm8', { source: mine, target: theirs }));
  await lock.announce({ phase: 'hold' });
  await lock.release();
  expect([await readLeases(source), await readLeases(target)]).toEqual([[], []]);
  expect((await pair.target.api.request('GET', system)).status).toBe(200);
});

/** Stops a process that writes as fast as it can, takes its move over, wakes it up. What it has written after that. */
async function writesAfterWaking(namespace: string, where: 'between-callbacks' | 'anywhere'): Promise<number> {
  const holder = await startHolder(pair, namespace, 2_000);
  const writes = async () => {
    const events = (await Promise.all(pair.both.map(readAudit))).flat();
    return writesIn(events.filter(({ userAgent }) => userAgent === holder.userAgent));
  };
  await until({ what: 'the holder writes' }, async () => (await writes()).length > 100);
  await holder.stop(where);
  const next = await takeOverLock({ ...lockOf(namespace, 'held'), ...resuming });
  await sleep(1_500);
  const wokenAt = new Date().toISOString();
  holder.signal('SIGCONT');
  const said = await holder.said;
  expect(said.match(/FencedError: .* was taken over by alice@laptop/gu)).toHaveLength(6);
  const late = (await writes()).filter(({ requestReceivedTimestamp }) => requestReceivedTimestamp > wokenAt);
  await next.gate();
  await next.release();
  return late.length;
}

test('a process that was stopped past a takeover sends not one write more when it wakes up', async () => {
  expect(await writesAfterWaking('stopped-a', 'between-callbacks')).toBe(0);
  expect(await writesAfterWaking('stopped-b', 'between-callbacks')).toBe(0);
});

test('one that was stopped at the very instruction that sends a request sends that one, and no other', async () => {
  expect(await writesAfterWaking('stopped-c', 'anywhere')).toBeLessThanOrEqual(1);
});

test('a process that was killed leaves its Leases, and the next one goes on with them', async () => {
  const holder = await startHolder(pair, 'killed', 2_000);
  holder.signal('SIGKILL');
  await holder.said;
  await expect(acquireLock(lockOf('killed', 'm9'))).rejects.toMatchObject({ code: 'locked' });
  const next = await takeOverLock({ ...lockOf('killed', 'held'), ...resuming });
  expect(next.found).toMatchObject({
    moveId: 'held',
    epoch: 1,
    by: { tool: expect.stringContaining('tsmove-core') as string },
  });
  await next.release();
});

test('of a shard and the whole namespace at once at most one gets the lock; shards that share nothing both get it', async () => {
  const scopes = {
    whole: { namespace: 'race' },
    first: { namespace: 'race', clusters: ['a'], shard: 'shard-0' },
    second: { namespace: 'race', clusters: ['b'], shard: 'shard-1' },
  };
  const race = async (...names: readonly (keyof typeof scopes)[]): Promise<readonly string[]> => {
    const attempts = await Promise.allSettled(
      names.map((name) => acquireLock(lockOf('race', name, { scope: scopes[name], keepNamespace: true }))),
    );
    const won = names.filter((_name, at) => attempts[at]?.status === 'fulfilled');
    const left = (await Promise.all([source, target].map((side) => readLeases(side)))).flat();
    expect(left.map(({ content }) => content.moveId).sort()).toEqual([...won, ...won].sort());
    for (const attempt of attempts) if (attempt.status === 'fulfilled') await attempt.value.release();
    return won;
  };
  for (let round = 0; round < 10; round += 1) {
    expect((await race('whole', 'first')).length).toBeLessThanOrEqual(1);
    expect(await race('first', 'second')).toEqual(['first', 'second']);
    expect(await race('whole')).toEqual(['whole']);
  }
});
