import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { FencedError, TransportError } from '../errors.ts';
import type { ApiServer } from '../server/types.ts';
import { namespaces } from '../discover/core-types.ts';
import type { MemoryServer } from '../server/memory/memory-server.ts';
import {
  acquire,
  bed,
  contentOn,
  durationMs,
  leaseOn,
  letGoOfAll,
  movableClock,
  systemNamespaceOn,
  takeOver,
} from '../testing/lock-bed.ts';

afterEach(letGoOfAll);

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
