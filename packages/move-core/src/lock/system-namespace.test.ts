import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ApiServer } from '../server/types.ts';
import { namespaces } from '../discover/core-types.ts';
import type { MemoryServerOptions } from '../server/memory/memory-server.ts';
import {
  acquire,
  bed,
  contentOn,
  key,
  leaseOn,
  letGoOfAll,
  movableClock,
  refusal,
  systemNamespaceOn,
} from '../testing/lock-bed.ts';

afterEach(letGoOfAll);

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
