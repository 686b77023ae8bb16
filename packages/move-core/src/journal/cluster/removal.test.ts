import { describe, expect, it } from 'vitest';
import { secrets } from '../../discover/core-types.ts';
import { createMemoryServer, type MemoryServer } from '../../server/memory/memory-server.ts';
import { movedRecords } from '../../testing/journal-records.ts';
import type { JournalRecord } from '../records.ts';
import { clusterJournalStore } from './store.ts';

const moveId = 'move-1';
const records = movedRecords(1);
/** A Secret or two for each record, and none of a record's own. */
const sizes = { fullFrom: 1, packed: 100_000, text: 100_000 };

async function kept(all: readonly JournalRecord[]) {
  const [source, target] = ['source', 'target'].map((label) =>
    createMemoryServer({ label, namespaceLifecycle: true }),
  ) as [MemoryServer, MemoryServer];
  const store = clusterJournalStore({ source, target, sizes });
  const journal = await store.create(moveId);
  for (const record of all) await journal.append([record]);
  return { source, target, store };
}

/** Takes away the first Secrets of a journal, as a removal does that is interrupted. */
async function cut(server: MemoryServer, count: number): Promise<void> {
  const found = await server.list(secrets, { namespace: 'tsmove-system' });
  const chunks = found.map(({ metadata }) => metadata).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, uid = '' } of chunks.slice(0, count)) {
    await server.delete(secrets, { namespace: 'tsmove-system', name }, { uid });
  }
}

describe('what an interrupted removal leaves of a journal', () => {
  it('is the whole of it, or none, and never damage; and it can be removed', async () => {
    for (let count = 1; count <= records.length * 2; count += 1) {
      const { source, target, store } = await kept(records);
      await cut(target, Math.min(count, records.length));
      await cut(source, Math.max(0, count - records.length));
      const read = await store.read(moveId);
      // The source's is complete until the target's is gone.
      expect(read?.records.length, count.toString()).toBe(count <= records.length ? records.length : undefined);
      expect(await store.list()).toEqual(count === records.length * 2 ? [] : [moveId]);
      await store.remove(moveId);
      expect(await store.list()).toEqual([]);
    }
  });

  it('is damage if the move is not over: then nobody has removed it on purpose', async () => {
    const { source, target, store } = await kept(records.slice(0, -1));
    await cut(target, 1);
    await cut(source, 1);
    await expect(store.read(moveId)).rejects.toMatchObject({ code: 'journal-damaged' });
  });
});
