import { afterEach, describe, expect, test } from 'vitest';
import { createClusterJournalStore } from '../journal/cluster/store.ts';
import { acquireLock } from '../lock/acquire.ts';
import { readLeases } from '../lock/read-leases.ts';
import type { MoveLock } from '../lock/types.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import { movedRecords } from '../testing/journal-records.ts';
import { clearEnded } from './clear-ended.ts';

const moveId = 'move-1';
const records = movedRecords(1);
const locks: MoveLock[] = [];

afterEach(() => {
  for (const lock of locks.splice(0)) lock.letGo();
});

/** Two clusters with the Leases of a move and some of its journal. */
async function left(kept: number) {
  const [source, target] = ['source', 'target'].map((label) => createMemoryServer({ label })) as [
    MemoryServer,
    MemoryServer,
  ];
  const by = { name: 'pod x', host: 'node', pid: 1, boot: 'pod/x/y/z', tool: 'test' };
  const uids = { sourceUid: 's', targetUid: 't' };
  const lock = await acquireLock({
    ...{ source, target, moveId, scope: { namespace: 'fleet' }, ...uids, by, command: 'move' },
  });
  lock.letGo();
  locks.push(lock);
  const journal = createClusterJournalStore({ source, target });
  if (kept > 0) await (await journal.create(moveId)).append(records.slice(0, kept));
  const leases = async (): Promise<number> =>
    (await Promise.all([source, target].map((one) => readLeases(one)))).flat().length;
  return { source, target, journal, leases };
}

describe('what a move that is over has left', () => {
  test.each([0, records.length])('goes, journal and Leases, with %i records', async (kept) => {
    const { leases, ...bed } = await left(kept);
    await clearEnded(moveId, { ...bed, holderIsDead: true });
    expect(await leases()).toBe(0);
    expect(await bed.journal.list()).toEqual([]);
    // And once more, for whoever comes at the same time.
    await clearEnded(moveId, { ...bed, holderIsDead: true });
  });

  test('stays if the journal says that it is not over', async () => {
    const { leases, ...bed } = await left(records.length - 1);
    await expect(clearEnded(moveId, { ...bed, holderIsDead: true })).rejects.toMatchObject({ code: 'locked' });
    expect(await leases()).toBe(2);
    expect(await bed.journal.list()).toEqual([moveId]);
  });
});
