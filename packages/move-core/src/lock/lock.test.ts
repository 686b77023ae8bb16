import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { AbortedError, ApiError, FencedError, LockedError, TransportError } from '../errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { systemClock, type Clock } from '../server/retry/clock.ts';
import type { ApiServer } from '../server/types.ts';
import { leases, namespaces } from '../discover/core-types.ts';
import { createMemoryServer, type MemoryServer, type MemoryServerOptions } from '../server/memory/memory-server.ts';
import { acquireLock, takeOverLock } from './acquire.ts';
import { leaseKey } from './lease-record.ts';
import { readLeases } from './read-leases.ts';
import type { LockOptions, MoveLock, TakeoverOptions } from './types.ts';

const by = { name: 'alice@laptop', host: 'laptop', pid: 4711, boot: 'b', tool: 'tsmove 0' };
const key = leaseKey('move-fleet');
const durationMs = 600;

interface Bed {
  readonly source: MemoryServer;
  readonly target: MemoryServer;
  readonly options: LockOptions;
}

const taken: MoveLock[] = [];
afterEach(() => {
  for (const lock of taken.splice(0)) lock.letGo();
});

function bed(more: MemoryServerOptions = {}, ofTarget: MemoryServerOptions = {}): Bed {
  const [source, target] = (['source', 'target'] as const).map((label) =>
    createMemoryServer({ label, namespaceLifecycle: true, ...more, ...(label === 'target' ? ofTarget : {}) }),
  ) as [MemoryServer, MemoryServer];
  const uids = { sourceUid: 'source-system', targetUid: 'target-system' };
  return {
    source,
    target,
    options: { source, target, moveId: 'm1', scope: { namespace: 'fleet' }, ...uids, by, command: 'move', durationMs },
  };
}

async function acquire(options: LockOptions): Promise<MoveLock> {
  const lock = await acquireLock(options);
  taken.push(lock);
  return lock;
}

async function takeOver(options: LockOptions, more: Partial<TakeoverOptions> = {}): Promise<MoveLock> {
  const bob = { ...by, name: 'bob@desk', pid: 99 };
  const lock = await takeOverLock({
    ...{ ...options, by: bob, command: 'resume', holderIsDead: true, epochAtLeast: 0 },
    ...more,
  });
  taken.push(lock);
  return lock;
}

/** A clock that runs like the system's, but can be put forward, and whose pauses are short. */
function movableClock(factor = 1): Clock & { skip(ms: number): void; wallOff: number } {
  let skipped = 0;
  return {
    wallOff: 0,
    skip(ms) {
      skipped += ms;
    },
    now: () => performance.now() * factor + skipped,
    date() {
      return Date.now() + this.wallOff;
    },
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}

/** Every write is carried out, and its answer lost. */
function losingAnswers(server: ApiServer): ApiServer {
  const lose = async <T>(write: Promise<T>): Promise<T> => {
    await write;
    throw new TransportError(`${server.label} gave no answer`, { outcomeUnknown: true });
  };
  return {
    ...server,
    create: (...call) => lose(server.create(...call)),
    update: (...call) => lose(server.update(...call)),
    delete: (...call) => lose(server.delete(...call)),
  };
}

async function leaseOn(server: ApiServer): Promise<KubeObject | undefined> {
  return server.get(leases, key);
}

async function contentOn(server: ApiServer) {
  return (await readLeases(server))[0]?.content;
}

async function systemNamespaceOn(server: ApiServer): Promise<KubeObject | undefined> {
  return server.get(namespaces, { name: 'tsmove-system' });
}

async function refusal(promise: Promise<unknown>): Promise<LockedError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LockedError);
  return error as LockedError;
}

describe('a new lock', () => {
  test('is a Lease on each side, in a namespace made for it; its release leaves nothing', async () => {
    const { source, target, options } = bed();
    const lock = await acquire(options);
    expect(lock.epoch).toBe(1);
    expect(lock.found).toMatchObject({ moveId: 'm1', epoch: 1, committed: false, phase: 'preflight' });
    for (const side of [source, target]) {
      const lease = await leaseOn(side);
      expect(lease).toMatchObject({
        metadata: { annotations: { 'tsmove.dev/move': 'm1' }, labels: { 'app.kubernetes.io/managed-by': 'tsmove' } },
        spec: { leaseDurationSeconds: 1, leaseTransitions: 1 },
      });
      const spec = lease?.spec as JsonObject;
      expect(spec['holderIdentity']).toBe('alice@laptop (laptop, process 4711), move m1');
      expect(spec['renewTime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/u);
      expect(await contentOn(side)).toMatchObject({ scope: { namespace: 'fleet' }, by, durationMs });
    }
    await lock.gate();
    await lock.release();
    for (const side of [source, target]) {
      expect(await leaseOn(side)).toBeUndefined();
      expect(await systemNamespaceOn(side)).toBeUndefined();
    }
    expect(source.writes).toEqual([
      'create Lease move-fleet',
      'create Namespace tsmove-system',
      'create Lease move-fleet',
      'delete Lease move-fleet',
      'delete Namespace tsmove-system',
    ]);
  });

  test('is refused while another move has the namespace in hand, and says who and what to do', async () => {
    const { source, target, options } = bed();
    await acquire(options);
    const error = await refusal(acquireLock({ ...options, moveId: 'm2' }));
    expect(error.message).toContain('source: move m1 has the namespace fleet in hand');
    expect(error.message).toContain('alice@laptop (laptop, process 4711, tsmove 0)');
    expect(error.message).toMatch(/carries it out since 20\S+Z \(move, phase preflight, last sign of life 20\S+Z\)/);
    expect(error.hint).toContain('tsmove resume m1');
    // The Lease lasts 1 s in these tests, and a request 30 s.
    expect(error.hint).toMatch(/may take it over once \d+ s have passed without a sign of life\.$/);
    expect(error.code).toBe('locked');
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([{ moveId: 'm1' }, { moveId: 'm1' }]);
    await acquire({ ...options, moveId: 'm3', scope: { namespace: 'other' } });
  });

  test('that meets another one in the target only takes back what it has created in the source', async () => {
    const { source, target, options } = bed();
    const elsewhere = createMemoryServer({ label: 'elsewhere', namespaceLifecycle: true });
    await acquire({ ...options, source: elsewhere, moveId: 'm0' });
    expect((await refusal(acquireLock(options))).message).toContain('target: move m0');
    expect(await leaseOn(source)).toBeUndefined();
    expect(await systemNamespaceOn(source)).toBeUndefined();
    expect(await contentOn(target)).toMatchObject({ moveId: 'm0' });
  });

  test('goes to one of two that want it at the same moment', async () => {
    const { options } = bed();
    const both = await Promise.allSettled([acquire(options), acquire({ ...options, moveId: 'm2' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    // The same process, and even the same move, twice: still one.
    const second = bed().options;
    const same = await Promise.allSettled([acquire(second), acquire(second)]);
    expect(same.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('that is stopped half way leaves nothing', async () => {
    const { source, target, options } = bed();
    const stop = new AbortController();
    const slow: ApiServer = {
      ...target,
      create: (...call) => {
        stop.abort();
        return target.create(...call);
      },
    };
    await expect(acquireLock({ ...options, target: slow, signal: stop.signal })).rejects.toBeInstanceOf(AbortedError);
    expect([await leaseOn(source), await leaseOn(target)]).toEqual([undefined, undefined]);
  });

  test('is taken, kept, told, taken over and released although the answer of every write is lost', async () => {
    const { source, target, options } = bed();
    const losing = { ...options, source: losingAnswers(source), target: losingAnswers(target) };
    const clock = movableClock();
    const lock = await acquire({ ...losing, clock });
    clock.skip(durationMs);
    await lock.gate();
    await lock.announce({ committed: true, phase: 'seal' });
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([{ committed: true }, { phase: 'seal' }]);
    lock.letGo();
    const next = await takeOver(losing);
    expect(next.epoch).toBe(2);
    await next.gate();
    await next.release();
    expect([await leaseOn(source), await systemNamespaceOn(target)]).toEqual([undefined, undefined]);
  });
});

describe('a Lease that cannot be trusted', () => {
  const foreign = (metadata: Partial<KubeObject['metadata']>): KubeObject => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...key, ...metadata },
    spec: { holderIdentity: 'somebody' },
  });

  test('refuses everybody, by its name, with what to do', async () => {
    const { source, options } = bed();
    source.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: key.namespace } });
    source.put(foreign({}));
    for (const attempt of [acquireLock(options), takeOver(options), readLeases(source)]) {
      const error = await refusal(attempt);
      expect(error.code).toBe('lease-damaged');
      expect(error.message).toBe('source: the Lease tsmove-system/move-fleet is not a Lease of tsmove');
      expect(error.hint).toContain('kubectl -n tsmove-system get lease move-fleet');
    }
  });

  test.each([
    [
      'says another epoch than its content',
      (lease: KubeObject) => ({ ...lease, spec: { leaseTransitions: 7 } }),
      'lease-damaged',
    ],
    ['is of another namespace', (lease: KubeObject) => edited(lease, 'fleet', 'float'), 'lease-damaged'],
    ['is cut short', (lease: KubeObject) => edited(lease, '"committed":false', '"committed":'), 'lease-damaged'],
    ['has a phase that nobody knows', (lease: KubeObject) => edited(lease, '"preflight"', '"later"'), 'lease-damaged'],
    [
      'says of its end neither yes nor no',
      (lease: KubeObject) => edited(lease, '"format":1', '"format":1,"ended":"yes"'),
      'lease-damaged',
    ],
    ['was written by a newer version', (lease: KubeObject) => edited(lease, '"format":1', '"format":3'), 'lease-newer'],
  ])('is one that %s', async (_what, change, code) => {
    const { source, options } = bed();
    const lock = await acquire(options);
    lock.letGo();
    const lease = await leaseOn(source);
    if (lease === undefined) throw new Error('no Lease');
    await source.update(leases, change(lease));
    expect((await refusal(takeOver(options))).code).toBe(code);
  });

  function edited(lease: KubeObject, from: string, to: string): KubeObject {
    const { annotations = {} } = lease.metadata;
    const content = (annotations['tsmove.dev/lease'] ?? '').replace(from, to);
    return { ...lease, metadata: { ...lease.metadata, annotations: { ...annotations, 'tsmove.dev/lease': content } } };
  }

  test('fences the one who holds it', async () => {
    const { source, options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, clock });
    source.put(foreign({}));
    clock.skip(durationMs);
    await expect(lock.gate()).rejects.toBeInstanceOf(FencedError);
  });

  test('is none of ours if it has another name', async () => {
    const { source } = bed();
    source.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: key.namespace } });
    source.put(foreign({ name: 'somebody-elses' }));
    expect(await readLeases(source)).toEqual([]);
  });
});

describe('the gate', () => {
  test('is open without a request while both Leases are fresh, and they stay so by renewing', async () => {
    const { source, target, options } = bed();
    const lock = await acquire(options);
    const versions = async () => [
      (await leaseOn(source))?.metadata.resourceVersion,
      (await leaseOn(target))?.metadata.resourceVersion,
    ];
    const before = await versions();
    await sleep(durationMs * 0.8);
    const after = await versions();
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    const writes = source.writes.length;
    await Promise.all(Array.from({ length: 100 }, () => lock.gate()));
    expect(source.writes).toHaveLength(writes);
  });

  test('after a sleep reads both Leases, renews them once for all who wait, and opens', async () => {
    const { source, target, options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, durationMs: 60_000, clock });
    clock.skip(3_600_000);
    await Promise.all(Array.from({ length: 50 }, () => lock.gate()));
    for (const side of [source, target]) {
      expect(side.writes.filter((write) => write.startsWith('update'))).toEqual(['update Lease move-fleet']);
    }
  });

  test('notices a suspended machine, whose monotonic clock stood still, by the wall clock', async () => {
    const { source, options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, durationMs: 60_000, clock });
    await takeOver(options);
    const writes = source.writes.length;
    await lock.gate();
    clock.wallOff = 3_600_000;
    await expect(lock.gate()).rejects.toBeInstanceOf(FencedError);
    expect(source.writes).toHaveLength(writes);
  });

  test('is not kept open by a wall clock that is set back', async () => {
    const { options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, durationMs: 60_000, clock });
    await takeOver(options);
    clock.wallOff = -3_600_000;
    clock.skip(31_000);
    await expect(lock.gate()).rejects.toBeInstanceOf(FencedError);
  });

  test('counts a renewal from before it was sent: an answer that is read after a sleep opens nothing', async () => {
    const { source, options } = bed();
    const clock = movableClock();
    let sleepNow = false;
    const sleepy: ApiServer = {
      ...source,
      async update(...call) {
        const answer = await source.update(...call);
        if (sleepNow) {
          sleepNow = false;
          clock.skip(3_600_000);
          await takeOver(options);
        }
        return answer;
      },
    };
    const lock = await acquire({ ...options, source: sleepy, durationMs: 60_000, clock });
    sleepNow = true;
    clock.skip(31_000);
    await expect(lock.gate()).rejects.toMatchObject({ code: 'taken-over' });
  });

  test('is shut for ever once the move was taken over, says by whom, and not one write more is sent', async () => {
    const { source, target, options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, clock });
    const next = await takeOver(options, { durationMs: 60_000 });
    const writes = [...source.writes, ...target.writes];
    clock.skip(durationMs);
    const first: unknown = await lock.gate().catch((error: unknown) => error);
    expect(first).toBeInstanceOf(FencedError);
    expect(String(first)).toContain('was taken over by bob@desk (laptop, process 99, tsmove 0)');
    await sleep(durationMs * 0.8);
    await expect(lock.gate()).rejects.toBe(first);
    await expect(lock.announce({ committed: true })).rejects.toBe(first);
    await expect(lock.release()).rejects.toBe(first);
    expect([...source.writes, ...target.writes]).toEqual(writes);
    await next.gate();
    expect(next.found.committed).toBe(false);
  });

  test('is shut by the background renewal, too', async () => {
    const { options } = bed();
    const lock = await acquire(options);
    await takeOver(options, { durationMs: 60_000 });
    await sleep(durationMs * 0.6);
    await expect(lock.gate()).rejects.toBeInstanceOf(FencedError);
  });

  test('rejects as a read does while a side cannot be reached, and opens when it is back', async () => {
    const { target, options } = bed();
    const clock = movableClock();
    let down = false;
    const shaky: ApiServer = {
      ...target,
      get: (...call) =>
        down ? Promise.reject(new TransportError('no route', { outcomeUnknown: false })) : target.get(...call),
      update: (...call) =>
        down ? Promise.reject(new TransportError('no route', { outcomeUnknown: false })) : target.update(...call),
    };
    const lock = await acquire({ ...options, target: shaky, clock, durationMs: 60_000 });
    down = true;
    await lock.gate();
    clock.skip(60_000);
    await expect(lock.gate()).rejects.toBeInstanceOf(TransportError);
    down = false;
    await lock.gate();
  });

  test('stays shut while the connection is too slow for the duration of the Leases', async () => {
    const { source, options } = bed();
    const clock = movableClock();
    const slow: ApiServer = {
      ...source,
      update: (...call) => {
        clock.skip(40_000);
        return source.update(...call);
      },
    };
    const lock = await acquire({ ...options, source: slow, clock, durationMs: 60_000 });
    clock.skip(60_000);
    await expect(lock.gate()).rejects.toMatchObject({ code: 'lease-too-slow' });
  });

  test('is shut once the lock was let go, and nothing renews the Leases any more', async () => {
    const { source, target, options } = bed();
    const lock = await acquire(options);
    lock.letGo();
    await expect(lock.gate()).rejects.toMatchObject({ code: 'lock-ended' });
    const writes = [...source.writes, ...target.writes];
    await sleep(durationMs * 0.6);
    expect([...source.writes, ...target.writes]).toEqual(writes);
    expect(await contentOn(target)).toMatchObject({ moveId: 'm1' });
  });
});

describe('a Lease that vanishes', () => {
  test('from one side is placed anew, for the other is still ours', async () => {
    const { source, target, options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, clock, durationMs: 60_000 });
    await lock.announce({ committed: true });
    const namespace = await systemNamespaceOn(target);
    await target.delete(namespaces, { name: 'tsmove-system' }, { uid: namespace?.metadata.uid ?? '' });
    expect(await leaseOn(target)).toBeUndefined();
    clock.skip(60_000);
    await lock.gate();
    expect(await contentOn(target)).toMatchObject({ moveId: 'm1', epoch: 1, committed: true });
    await lock.release();
    expect([await leaseOn(source), await leaseOn(target)]).toEqual([undefined, undefined]);
  });

  test('from both sides fences: somebody has ended the move', async () => {
    const { source, target, options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, clock, durationMs: 60_000 });
    await (await takeOver(options)).release();
    const writes = [...source.writes, ...target.writes];
    clock.skip(60_000);
    await expect(lock.gate()).rejects.toThrow('has lost its Leases');
    expect([...source.writes, ...target.writes]).toEqual(writes);
  });

  test('because the lock is released is not placed anew by a renewal that is under way', async () => {
    const { source, target, options } = bed();
    for (let pauseMs = 0; pauseMs < 12; pauseMs += 1) {
      const clock = movableClock();
      const slow: ApiServer = {
        ...target,
        async get(...call) {
          const found = await target.get(...call);
          await sleep(3);
          return found;
        },
      };
      const lock = await acquire({ ...options, target: slow, clock, durationMs: 60_000 });
      clock.skip(60_000);
      const passing = lock.gate().catch(() => undefined);
      await sleep(pauseMs);
      await lock.release();
      await passing;
      expect([await leaseOn(source), await leaseOn(target)]).toEqual([undefined, undefined]);
    }
  });

  test('and is another move’s now fences', async () => {
    const { options } = bed();
    const clock = movableClock();
    const lock = await acquire({ ...options, clock, durationMs: 60_000 });
    await (await takeOver(options)).release();
    await acquire({ ...options, moveId: 'm2' });
    clock.skip(60_000);
    await expect(lock.gate()).rejects.toThrow('has lost its Lease to move m2');
  });
});

describe('what is announced', () => {
  test('is in the target before it is in the source, and renewals keep it', async () => {
    const { source, target, options } = bed();
    const order: string[] = [];
    const noting = (server: MemoryServer): ApiServer => ({
      ...server,
      async update(...call) {
        const answer = await server.update(...call);
        if ((await contentOn(server))?.committed === true) order.push(server.label);
        return answer;
      },
    });
    const lock = await acquire({ ...options, source: noting(source), target: noting(target) });
    await lock.announce({ phase: 'verify' });
    await lock.announce({ committed: true });
    expect(order.slice(0, 2)).toEqual(['target', 'source']);
    await sleep(durationMs * 0.8);
    const told = { phase: 'verify', committed: true, releasing: false };
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([told, told]);
    await lock.announce({ releasing: true });
    expect(await contentOn(target)).toMatchObject({ ...told, releasing: true });
  });

  test('is not said if the target could not be told', async () => {
    const { source, target, options } = bed();
    let down = false;
    const shaky: ApiServer = {
      ...target,
      update: (...call) =>
        down ? Promise.reject(new TransportError('no route', { outcomeUnknown: false })) : target.update(...call),
    };
    const lock = await acquire({ ...options, target: shaky });
    down = true;
    await expect(lock.announce({ committed: true })).rejects.toBeInstanceOf(TransportError);
    down = false;
    await sleep(durationMs * 0.8);
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([
      { committed: false },
      { committed: false },
    ]);
  });

  test('counts once the target has it; the source must catch up before the gate opens again', async () => {
    const { source, target, options } = bed();
    let down = false;
    const shaky: ApiServer = {
      ...source,
      update: (...call) =>
        down ? Promise.reject(new TransportError('no route', { outcomeUnknown: false })) : source.update(...call),
    };
    const lock = await acquire({ ...options, source: shaky, durationMs: 60_000 });
    down = true;
    await lock.announce({ committed: true });
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([
      { committed: false },
      { committed: true },
    ]);
    await expect(lock.gate()).rejects.toBeInstanceOf(TransportError);
    down = false;
    await lock.gate();
    expect(await contentOn(source)).toMatchObject({ committed: true });
  });

  test('is not unsaid by a renewal if the write came through after it was given up', async () => {
    const { target, options } = bed();
    let lose = false;
    const shaky: ApiServer = {
      ...target,
      async get(...call) {
        if (lose) throw new TransportError('no route', { outcomeUnknown: false });
        return target.get(...call);
      },
      async update(...call) {
        const answer = await target.update(...call);
        if (lose) throw new TransportError('no answer', { outcomeUnknown: true });
        return answer;
      },
    };
    const lock = await acquire({ ...options, target: shaky });
    lose = true;
    await expect(lock.announce({ committed: true })).rejects.toMatchObject({ outcomeUnknown: true });
    lose = false;
    await sleep(durationMs * 0.8);
    expect(await contentOn(target)).toMatchObject({ committed: true });
  });
});

describe('a takeover', () => {
  test('raises the epoch on both sides, keeps what was said, and names the new holder', async () => {
    const { source, target, options } = bed();
    const first = await acquire(options);
    await first.announce({ phase: 'retire', committed: true });
    first.letGo();
    const next = await takeOver(options, { epochAtLeast: 4 });
    expect(next.epoch).toBe(5);
    expect(next.found).toMatchObject({ phase: 'retire', committed: true, releasing: false, by });
    for (const side of [source, target]) {
      expect(await contentOn(side)).toMatchObject({ epoch: 5, phase: 'retire', committed: true, command: 'resume' });
      expect((await contentOn(side))?.by.name).toBe('bob@desk');
    }
    await next.release();
    expect(await systemNamespaceOn(source)).toBeUndefined();
  });

  test('of a move that is over keeps that for whoever only clears up, and for nobody else', async () => {
    const { source, target, options } = bed();
    const first = await acquire(options);
    await first.announce({ phase: 'release', ended: true });
    first.letGo();
    const clearing = await takeOver(options, { toClear: true });
    expect(clearing.found.ended).toBe(true);
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([{ ended: true }, { ended: true }]);
    clearing.letGo();
    const goingOn = await takeOver(options);
    expect(goingOn.found.ended).toBe(false);
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([{ epoch: 3 }, { epoch: 3 }]);
    expect(JSON.stringify([await leaseOn(source), await leaseOn(target)])).not.toContain('ended');
    expect((await readLeases(target))[0]?.content.ended).toBe(false);
  });

  test('needs a Lease of this move between these clusters', async () => {
    const { options } = bed();
    expect((await refusal(takeOver(options))).code).toBe('no-lease');
    (await acquire(options)).letGo();
    expect((await refusal(takeOver({ ...options, targetUid: 'x' }))).code).toBe('wrong-clusters');
    expect((await refusal(takeOver({ ...options, moveId: 'm2' }))).code).toBe('locked');
  });

  test('creates the Lease that one side has lost', async () => {
    for (const lost of ['source', 'target'] as const) {
      const { options, ...sides } = bed();
      const lock = await acquire(options);
      await lock.announce({ committed: true });
      lock.letGo();
      const gone = await leaseOn(sides[lost]);
      await sides[lost].delete(leases, key, { uid: gone?.metadata.uid ?? '' });
      const next = await takeOver(options);
      expect(next.found.committed).toBe(true);
      expect(await contentOn(sides[lost])).toMatchObject({ epoch: 2, committed: true });
    }
  });

  test('takes a commit from the target alone, if it has a Lease', async () => {
    const { source, target, options } = bed();
    (await acquire(options)).letGo();
    const lease = await leaseOn(source);
    const content = lease?.metadata.annotations?.['tsmove.dev/lease'] ?? '';
    const annotations = { 'tsmove.dev/lease': content.replace('"committed":false', '"committed":true') };
    await source.mergePatch(leases, key, { metadata: { annotations } });
    const next = await takeOver(options);
    expect(next.found.committed).toBe(false);
    expect([await contentOn(source), await contentOn(target)]).toMatchObject([
      { committed: false },
      { committed: false },
    ]);
  });

  test('without the target touches the source only', async () => {
    const { target, options } = bed();
    (await acquire(options)).letGo();
    const writes = target.writes.length;
    const next = await takeOver(options, { withoutTarget: true });
    await next.gate();
    await next.announce({ phase: 'undo' });
    await next.release();
    expect(target.writes).toHaveLength(writes);
    expect(await contentOn(target)).toMatchObject({ epoch: 1 });
  });

  test('goes to one of two takers; the other is told who has it', async () => {
    for (const lost of [undefined, 'source', 'target'] as const) {
      const { options, ...sides } = bed();
      (await acquire(options)).letGo();
      if (lost !== undefined) {
        await sides[lost].delete(leases, key, { uid: (await leaseOn(sides[lost]))?.metadata.uid ?? '' });
      }
      const both = await Promise.allSettled([takeOver(options), takeOver(options)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const loser = both.find(({ status }) => status === 'rejected');
      expect(loser).toMatchObject({ reason: { code: 'locked' } });
      const [winner] = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      await winner?.release();
      expect([await leaseOn(sides.source), await leaseOn(sides.target)]).toEqual([undefined, undefined]);
    }
  });

  test('hears the last word that the earlier holder had in the target', async () => {
    const { source, target, options } = bed();
    const first = await acquire({ ...options, durationMs: 60_000 });
    const late: ApiServer = {
      ...source,
      async update(...call) {
        const answer = await source.update(...call);
        await expect(first.announce({ committed: true })).rejects.toBeInstanceOf(FencedError);
        return answer;
      },
    };
    const next = await takeOver({ ...options, source: late });
    expect(next.found.committed).toBe(true);
    expect(await contentOn(target)).toMatchObject({ epoch: 2, committed: true });
  });

  test('waits as long as the Lease says and a request takes, whatever time the Lease names', async () => {
    for (const wrong of [-3_600_000, 0, 3_600_000]) {
      const { options } = bed();
      const holderClock = movableClock();
      holderClock.wallOff = wrong;
      (await acquire({ ...options, clock: holderClock, durationMs: 45_000 })).letGo();
      const clock = movableClock(200);
      const begun = clock.now();
      const said: number[] = [];
      const next = await takeOver(options, {
        ...{ holderIsDead: false, clock, durationMs: 60_000 },
        onWaiting: (held, forMs) => said.push(held.epoch, forMs),
      });
      expect(said).toEqual([1, 75_000]);
      expect(clock.now() - begun).toBeGreaterThanOrEqual(75_000);
      expect(next.epoch).toBe(2);
    }
  });

  test('is refused as soon as a renewal is seen, even one that names the same time', async () => {
    const { options } = bed();
    const holder = movableClock();
    holder.date = () => 0;
    await acquire({ ...options, clock: holder });
    const error = await refusal(takeOver(options, { holderIsDead: false, clock: movableClock(20) }));
    expect(error.message).toContain('move m1 is being carried out by alice@laptop');
  });

  test('need not wait for a holder who is found to be dead, and asks about the one that the Leases name', async () => {
    const { options } = bed();
    (await acquire(options)).letGo();
    const asked: string[] = [];
    const next = await takeOver(options, {
      holderIsDead: (holder) => {
        asked.push(holder.name);
        return Promise.resolve(true);
      },
      onWaiting: () => asked.push('waited'),
    });
    expect(asked).toEqual([by.name, by.name]);
    expect(next.epoch).toBe(2);
  });

  test('waits if only one of two holders is found to be dead', async () => {
    const { options } = bed();
    (await acquire({ ...options, durationMs: 45_000 })).letGo();
    const answers = [true, false];
    const said: number[] = [];
    await takeOver(options, {
      ...{ holderIsDead: () => Promise.resolve(answers.shift() ?? false), clock: movableClock(200) },
      onWaiting: (_held, forMs) => said.push(forMs),
    });
    expect(said).toEqual([75_000]);
  });

  test('can be stopped while it waits, and has written nothing then', async () => {
    const { source, target, options } = bed();
    (await acquire(options)).letGo();
    const writes = [...source.writes, ...target.writes];
    const stop = new AbortController();
    const waiting = takeOver(options, {
      ...{ holderIsDead: false, signal: stop.signal },
      onWaiting: () => setTimeout(() => stop.abort(), 20),
    });
    await expect(waiting).rejects.toBeInstanceOf(AbortedError);
    expect([...source.writes, ...target.writes]).toEqual(writes);
  });
});

describe('the namespace of the Leases', () => {
  const made: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tsmove-system' } };

  test('stays if somebody else has made it', async () => {
    const { source, options } = bed({ objects: [made] });
    await (await acquire(options)).release();
    expect(await systemNamespaceOn(source)).toBeDefined();
    expect(await leaseOn(source)).toBeUndefined();
  });

  test.each([
    ['Lease', 'coordination.k8s.io/v1'],
    ['Secret', 'v1'],
    ['ConfigMap', 'v1'],
  ])('stays while it holds a %s', async (kind, apiVersion) => {
    const { source, target, options } = bed();
    const lock = await acquire(options);
    source.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace: key.namespace },
    });
    target.put({ apiVersion, kind, metadata: { name: 'x', namespace: key.namespace } });
    await lock.release();
    expect(await systemNamespaceOn(source)).toBeUndefined();
    expect(await systemNamespaceOn(target)).toBeDefined();
  });

  test('stays while another move has its Leases in it; the last one takes it along', async () => {
    const { source, options } = bed();
    const [one, other] = [
      await acquire(options),
      await acquire({ ...options, moveId: 'm2', scope: { namespace: 'b' } }),
    ];
    await one.release();
    expect(await systemNamespaceOn(source)).toBeDefined();
    await other.gate();
    await other.release();
    expect(await systemNamespaceOn(source)).toBeUndefined();
  });

  test('stays, without an error, if it may not be deleted', async () => {
    const { source, options } = bed({ denies: ({ verb, resource }) => verb === 'delete' && resource === 'namespaces' });
    await (await acquire(options)).release();
    expect(await systemNamespaceOn(source)).toBeDefined();
    expect(await leaseOn(source)).toBeUndefined();
  });

  test('need not be created by who may not, if it is there', async () => {
    const denies: MemoryServerOptions['denies'] = ({ resource }) => resource === 'namespaces';
    await (await acquire(bed({ objects: [made], denies }).options)).release();
    const error: unknown = await acquire(bed({ denies }).options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 403,
      hint: expect.stringContaining('Create the namespace tsmove-system') as string,
    });
  });

  test('is waited for and created anew if it is on its way out', async () => {
    const leaving = {
      ...made,
      metadata: { ...made.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['kubernetes'] },
    };
    const { source, target, options } = bed({ objects: [leaving] });
    const end = setTimeout(() => {
      for (const side of [source, target]) {
        void side.mergePatch(namespaces, { name: 'tsmove-system' }, { metadata: { finalizers: null } });
      }
    }, 300);
    await acquire({ ...options, clock: movableClock(20) });
    clearTimeout(end);
    expect((await systemNamespaceOn(target))?.metadata.deletionTimestamp).toBeUndefined();
    expect(await contentOn(source)).toMatchObject({ moveId: 'm1' });
  });

  test('that does not go is said in the end', async () => {
    const leaving = {
      ...made,
      metadata: { ...made.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['kubernetes'] },
    };
    const { options } = bed({ objects: [leaving] });
    expect((await refusal(acquire({ ...options, clock: movableClock(500) }))).code).toBe('namespace-terminating');
  });

  test('that is deleted right after a Lease was placed in it costs a new one, and no move', async () => {
    const { source, options } = bed();
    let once = true;
    const hasty: ApiServer = {
      ...source,
      async create(...call) {
        const created = await source.create(...call);
        if (created.kind === 'Lease' && once) {
          once = false;
          const there = await systemNamespaceOn(source);
          if (there !== undefined) {
            source.put({
              ...there,
              metadata: { ...there.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['kubernetes'] },
            });
          }
          setTimeout(
            () => void source.mergePatch(namespaces, { name: 'tsmove-system' }, { metadata: { finalizers: null } }),
            60,
          );
        }
        return created;
      },
    };
    const lock = await acquire({ ...options, source: hasty, clock: movableClock(20) });
    await sleep(100);
    expect(await contentOn(source)).toMatchObject({ moveId: 'm1' });
    await lock.gate();
  });
});

describe('a namespace that is called otherwise in the target', () => {
  const scope = { namespace: 'fleet', targetNamespace: 'prod' };

  test('has its Leases by the name of each side, and goes on, is told and released under both', async () => {
    const { source, target, options } = bed();
    const lock = await acquire({ ...options, scope });
    expect((await readLeases(source)).map(({ name }) => name)).toEqual(['move-fleet']);
    expect((await readLeases(target)).map(({ name, content }) => [name, content.scope])).toEqual([
      ['move-prod', scope],
    ]);
    await lock.announce({ phase: 'create' });
    const next = await takeOver({ ...options, scope });
    await sleep(durationMs / 2);
    await expect(lock.gate()).rejects.toBeInstanceOf(FencedError);
    await next.announce({ phase: 'release', committed: true, releasing: true });
    expect((await readLeases(target))[0]?.content).toMatchObject({ epoch: 2, committed: true, phase: 'release' });
    await next.release();
    expect([...(await readLeases(source)), ...(await readLeases(target))]).toEqual([]);
  });

  test.each([
    ['a move of the new name', { namespace: 'prod' }],
    ['another one that arrives there', { namespace: 'third', targetNamespace: 'prod' }],
    ['one of the old name', { namespace: 'fleet' }],
  ])('keeps %s out, and is kept out by it', async (_what, other) => {
    const { options } = bed();
    const lock = await acquire({ ...options, scope });
    await expect(acquire({ ...options, moveId: 'm2', scope: other })).rejects.toMatchObject({ code: 'locked' });
    await lock.release();
    const second = await acquire({ ...options, moveId: 'm2', scope: other });
    await expect(acquire({ ...options, scope })).rejects.toMatchObject({ code: 'locked' });
    await second.release();
  });

  test('leaves the target’s own namespace of the old name to others', async () => {
    const { options, target } = bed();
    await acquire({ ...options, scope });
    const elsewhere = bed().source;
    const lock = await acquire({ ...options, source: elsewhere, moveId: 'm2' });
    expect((await readLeases(target)).map(({ name }) => name)).toEqual(['move-fleet', 'move-prod']);
    await lock.release();
  });
});
