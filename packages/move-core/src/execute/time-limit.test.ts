import { afterEach, describe, expect, test } from 'vitest';
import { BlockedError } from '../errors.ts';
import { acquireLock } from '../lock/acquire.ts';
import type { MoveLock } from '../lock/types.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import { recoverMove } from './recover-move.ts';

const locks: MoveLock[] = [];

afterEach(() => {
  for (const lock of locks.splice(0)) lock.letGo();
});

/** Two clusters with the Leases of a move, whose holder may be alive. */
async function held(): Promise<Record<'source' | 'target', MemoryServer>> {
  const [source, target] = (['source', 'target'] as const).map((label) => createMemoryServer({ label })) as [
    MemoryServer,
    MemoryServer,
  ];
  const by = { name: 'alice@laptop', host: 'laptop', pid: 1, boot: '', tool: 'test' };
  const uids = { sourceUid: 's', targetUid: 't' };
  const lock = await acquireLock({
    ...{ source, target, moveId: 'm1', scope: { namespace: 'fleet' }, ...uids, by, command: 'move' },
  });
  lock.letGo();
  locks.push(lock);
  return { source, target };
}

describe('the time limit of what goes on with a move', () => {
  test('ends the wait for the Leases, before anything is written, and says what it was', async () => {
    const { source, target } = await held();
    const before = [source.writes.length, target.writes.length];
    const run = recoverMove({ source, target, providers: [], timeoutMs: 50 });
    const error: unknown = await run.result.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BlockedError);
    expect(error).toMatchObject({ code: 'timeout', message: 'the time limit was over before anything was changed' });
    expect([source.writes.length, target.writes.length]).toEqual(before);
  });

  test('is not what a caller is told who has stopped it', async () => {
    const { source, target } = await held();
    const stop = AbortSignal.timeout(50);
    const run = recoverMove({ source, target, providers: [], timeoutMs: 60_000, signal: stop });
    await expect(run.result).rejects.toMatchObject({ code: 'aborted' });
  });
});
