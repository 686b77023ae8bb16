import { afterEach, describe, expect, test } from 'vitest';
import { leases, secrets } from '../discover/core-types.ts';
import { JournalError, TransportError } from '../errors.ts';
import { createClusterJournalStore } from '../journal/cluster/store.ts';
import { acquireLock, takeOverLock } from '../lock/acquire.ts';
import { readLeases } from '../lock/read-leases.ts';
import type { LeaseContent, MoveLock } from '../lock/types.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import type { ApiServer } from '../server/types.ts';
import { movedRecords } from '../testing/journal-records.ts';
import { clearEnded } from './clear-ended.ts';

const moveId = 'move-1';
const records = movedRecords(1);
const locks: MoveLock[] = [];

afterEach(() => {
  for (const lock of locks.splice(0)) lock.letGo();
});

/** Two clusters with the Leases of a move and some of its journal. */
async function left(kept: number, said: Parameters<MoveLock['announce']>[0] = {}) {
  const [source, target] = ['source', 'target'].map((label) => createMemoryServer({ label })) as [
    MemoryServer,
    MemoryServer,
  ];
  const by = { name: 'pod x', host: 'node', pid: 1, boot: 'pod/x/y/z', tool: 'test' };
  const uids = { sourceUid: 's', targetUid: 't' };
  const lock = await acquireLock({
    ...{ source, target, moveId, scope: { namespace: 'fleet' }, ...uids, by, command: 'move' },
  });
  locks.push(lock);
  await lock.announce(said);
  lock.letGo();
  const journal = createClusterJournalStore({ source, target });
  if (kept > 0) await (await journal.create(moveId)).append(records.slice(0, kept));
  const found = async (): Promise<readonly LeaseContent[]> =>
    (await Promise.all([source, target].map((one) => readLeases(one)))).flat().map(({ content }) => content);
  return { source, target, journal, found };
}

describe('what a move that is over has left', () => {
  test.each([
    ['its journal and Leases', records.length, {}],
    ['its journal and Leases that say so, too', records.length, { ended: true }],
    ['its Leases alone, which say so', 0, { phase: 'release', committed: true, releasing: true, ended: true }],
  ] as const)('goes: %s', async (_what, kept, said) => {
    const { found, ...bed } = await left(kept, said);
    await clearEnded(moveId, { ...bed, holderIsDead: true });
    expect(await found()).toEqual([]);
    expect(await bed.journal.list()).toEqual([]);
    // And once more, for whoever comes at the same time.
    await clearEnded(moveId, { ...bed, holderIsDead: true });
  });

  test.each(['the journal', 'the first Lease'])('goes if whoever takes it away dies before %s', async (what) => {
    const { found, ...bed } = await left(records.length);
    const failing = (server: ApiServer, label: string): ApiServer => ({
      ...server,
      delete: (type, ...call) =>
        type.kind === (what === 'the journal' ? secrets : leases).kind
          ? Promise.reject(new TransportError(`${label} does not answer`, { outcomeUnknown: false }))
          : server.delete(type, ...call),
    });
    const [source, target] = [failing(bed.source, 'source'), failing(bed.target, 'target')];
    const journal = createClusterJournalStore({ source, target });
    await expect(clearEnded(moveId, { source, target, journal, holderIsDead: true })).rejects.toThrow(
      'does not answer',
    );
    expect((await found()).map(({ ended }) => ended)).toEqual([true, true]);
    await clearEnded(moveId, { ...bed, holderIsDead: true });
    expect(await found()).toEqual([]);
    expect(await bed.journal.list()).toEqual([]);
  });

  test('stays if the journal says that it is not over', async () => {
    const { found, ...bed } = await left(records.length - 1);
    await expect(clearEnded(moveId, { ...bed, holderIsDead: true })).rejects.toMatchObject({ code: 'locked' });
    expect(await found()).toHaveLength(2);
    expect(await bed.journal.list()).toEqual([moveId]);
  });
});

describe('what a move whose journal is gone has left', () => {
  test.each([
    [{}],
    [{ phase: 'create' }],
    [{ phase: 'retire', committed: true }],
    [{ phase: 'release', committed: true, releasing: true }],
    [{ phase: 'undo' }],
  ] as const)('stays as it is, unless its Leases say that it is over: %o', async (said) => {
    const { found, ...bed } = await left(0, said);
    const gone = await clearEnded(moveId, { ...bed, holderIsDead: true }).catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(JournalError);
    expect(gone).toMatchObject({ code: 'journal-gone', message: expect.stringContaining(moveId) as string });
    expect((gone as JournalError).hint).toContain(`tsmove recover ${moveId}`);
    expect(await found()).toMatchObject([
      { ...said, ended: false },
      { ...said, ended: false },
    ]);
  });

  test('stays if what is left of the journal breaks off within its first record', async () => {
    const { found, ...bed } = await left(0, { phase: 'create' });
    const journal = {
      ...bed.journal,
      read: () => Promise.resolve({ moveId, records: [], torn: true }),
    };
    const clearing = clearEnded(moveId, { ...bed, journal, holderIsDead: true });
    await expect(clearing).rejects.toMatchObject({ code: 'journal-gone' });
    expect(await found()).toHaveLength(2);
  });

  test('stays if a process has gone on with it after it was said to be over', async () => {
    const { found, ...bed } = await left(0, { phase: 'undo', ended: true });
    const [lease] = await found();
    if (lease === undefined) throw new Error('no Lease');
    const options = { ...bed, ...lease, command: 'resume', holderIsDead: true, epochAtLeast: 1 } as const;
    const next = await takeOverLock(options);
    locks.push(next);
    next.letGo();
    await expect(clearEnded(moveId, { ...bed, holderIsDead: true })).rejects.toMatchObject({ code: 'journal-gone' });
  });
});
