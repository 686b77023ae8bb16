import { afterEach, describe, expect, test } from 'vitest';
import { AbortedError, FencedError } from '../errors.ts';
import type { ApiServer } from '../server/types.ts';
import { leases } from '../discover/core-types.ts';
import { readLeases } from './read-leases.ts';
import {
  acquire,
  bed,
  by,
  contentOn,
  key,
  leaseOn,
  letGoOfAll,
  movableClock,
  refusal,
  systemNamespaceOn,
  takeOver,
} from '../testing/lock-bed.ts';

afterEach(letGoOfAll);

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
