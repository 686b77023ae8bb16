import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { AbortedError, FencedError } from '../errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ApiServer } from '../server/types.ts';
import { leases } from '../discover/core-types.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import { acquireLock } from './acquire.ts';
import { readLeases } from './read-leases.ts';
import {
  acquire,
  bed,
  by,
  contentOn,
  durationMs,
  key,
  leaseOn,
  letGoOfAll,
  losingAnswers,
  movableClock,
  refusal,
  systemNamespaceOn,
  takeOver,
} from '../testing/lock-bed.ts';

afterEach(letGoOfAll);

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
