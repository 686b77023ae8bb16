import { describe, expect, it } from 'vitest';
import { secrets } from '../../discover/core-types.ts';
import { ApiError, FencedError, TransportError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { ApiServer } from '../../server/types.ts';
import { begunBody, machinesPlan, movedRecords, numbered } from '../../testing/journal-records.ts';
import { createMemoryServer, type MemoryServer } from '../../server/memory/memory-server.ts';
import type { JournalStore } from '../types.ts';
import { clusterJournalStore, createClusterJournalStore, type ClusterJournalOptions } from './store.ts';

const moveId = 'move-1';
const records = movedRecords(1);

interface Bed {
  readonly source: MemoryServer;
  readonly target: MemoryServer;
  readonly store: JournalStore;
}

function makeBed(): Bed {
  const source = createMemoryServer({ label: 'source', namespaceLifecycle: true });
  const target = createMemoryServer({ label: 'target', namespaceLifecycle: true });
  return { source, target, store: createClusterJournalStore({ source, target }) };
}

async function chunksOf(server: ApiServer): Promise<readonly KubeObject[]> {
  const found = await server.list(secrets, { namespace: 'tsmove-system' });
  return [...found].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** Runs something before or after each write, or instead of its answer. */
function around(server: ApiServer, hook: (write: () => Promise<unknown>) => Promise<unknown>): ApiServer {
  const wrapped = async <T>(write: () => Promise<T>): Promise<T> => {
    let answer: { readonly value: T } | undefined;
    await hook(async () => {
      answer = { value: await write() };
    });
    if (answer === undefined) throw new Error('the hook sent nothing');
    return answer.value;
  };
  return {
    ...server,
    create: (...call) => wrapped(() => server.create(...call)),
    update: (...call) => wrapped(() => server.update(...call)),
    delete: (...call) => wrapped(() => server.delete(...call)),
  };
}

const lost = (): TransportError => new TransportError('no answer', { outcomeUnknown: true });

/** Chunks so small that every record spans several, or shares one with another. */
function small(options: ClusterJournalOptions): JournalStore {
  return clusterJournalStore({ ...options, sizes: { fullFrom: 250, packed: 400, text: 600 } });
}

describe('a journal in the clusters', () => {
  it(
    'is in Secrets of a type of its own, well below 1 MiB, that hold nothing but records',
    { timeout: 60_000 },
    async () => {
      const { source, target, store } = makeBed();
      const large = numbered([begunBody(machinesPlan(4000)), { type: 'committing' }, { type: 'committed' }]);
      const journal = await store.create(moveId);
      for (const record of large) await journal.append([record]);
      const [ours, theirs] = [await chunksOf(source), await chunksOf(target)];
      expect(ours.length).toBeGreaterThan(2);
      expect(theirs.map(({ data }) => data)).toEqual(ours.map(({ data }) => data));
      ours.forEach((secret, position) => {
        expect(secret.metadata.name).toBe(`journal-${moveId}-0000${position + 1}`);
        expect(secret.metadata.labels).toEqual({ 'tsmove.dev/move': moveId });
        expect(secret['type']).toBe('tsmove.dev/journal');
        expect(Object.keys(secret['data'] ?? {})).toEqual(['records']);
        expect(JSON.stringify(secret).length).toBeLessThan(400_000);
      });
      expect((await store.read(moveId))?.records).toEqual(large);
    },
  );

  it('makes its namespace, and waits for one that is being deleted', async () => {
    const { source, target, store } = makeBed();
    const going = { name: 'tsmove-system', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] };
    const namespace = source.put({ apiVersion: 'v1', kind: 'Namespace', metadata: going });
    const journal = await store.create(moveId);
    setTimeout(() => {
      source.put({ ...namespace, metadata: { ...namespace.metadata, finalizers: [] } });
    }, 300);
    await journal.append(records);
    expect((await store.read(moveId))?.records).toEqual(records);
    expect(target.writes.filter((write) => write.startsWith('create Namespace'))).toHaveLength(1);
  });

  it('is written anew if the namespace is deleted under it', async () => {
    const { source, store } = makeBed();
    const journal = await store.create(moveId);
    await journal.append(records.slice(0, 3));
    const type = { ...secrets, kind: 'Namespace', plural: 'namespaces', namespaced: false };
    const there = await source.get(type, { name: 'tsmove-system' });
    await source.delete(type, { name: 'tsmove-system' }, { uid: there?.metadata.uid ?? '' });
    expect(await chunksOf(source)).toEqual([]);
    await journal.append(records.slice(3, 5));
    const alone = await createClusterJournalStore({ source }).read(moveId);
    expect(alone?.records).toEqual(records.slice(0, 5));
  });

  it('is written anew if the namespace was about to be deleted when its first Secret came', async () => {
    const { source, target, store } = makeBed();
    const type = { ...secrets, kind: 'Namespace', plural: 'namespaces', namespaced: false };
    let created = 0;
    const racing = around(source, async (write) => {
      await write();
      created += 1;
      // The namespace, and then the first Secret in it.
      if (created !== 2) return;
      const there = await source.get(type, { name: 'tsmove-system' });
      await source.delete(type, { name: 'tsmove-system' }, { uid: there?.metadata.uid ?? '' });
    });
    const journal = await createClusterJournalStore({ source: racing, target }).create(moveId);
    await journal.append(records.slice(0, 2));
    expect(created).toBeGreaterThan(3);
    expect((await createClusterJournalStore({ source }).read(moveId))?.records).toEqual(records.slice(0, 2));
    expect((await store.read(moveId))?.records).toEqual(records.slice(0, 2));
  });

  it('asks the gate before each write, and writes nothing that the gate holds back', async () => {
    const { source, target, store } = makeBed();
    const journal = await store.create(moveId);
    let asked = 0;
    await journal.append(records.slice(0, 2), {
      gate: () => {
        asked += 1;
        return Promise.resolve();
      },
    });
    expect(asked).toBe(source.writes.length + target.writes.length);
    const before = await chunksOf(source);
    const fenced = new FencedError('somebody else has the move');
    await expect(journal.append(records.slice(2, 4), { gate: () => Promise.reject(fenced) })).rejects.toBe(fenced);
    expect(await chunksOf(source)).toEqual(before);
    expect((await store.read(moveId))?.records).toEqual(records.slice(0, 2));
  });

  it('is complete in both clusters although every answer is lost', async () => {
    const { source, target, store } = makeBed();
    // What the connection does after a reset: the first attempt was carried out, and the second meets what it did.
    const twice = (server: ApiServer): ApiServer => ({
      ...server,
      create: async (...call) => (await server.create(...call), server.create(...call)),
      update: async (...call) => (await server.update(...call), server.update(...call)),
    });
    const journal = await small({ source: twice(source), target: twice(target) }).create(moveId);
    for (const record of records) await journal.append([record]);
    expect(await store.read(moveId)).toEqual({ moveId, records: records, torn: false });
    expect((await chunksOf(target)).map(({ data }) => data)).toEqual((await chunksOf(source)).map(({ data }) => data));
  });

  it('can be gone on with, by this process and by another, after a failure at any write', async () => {
    let sent = 0;
    const run = async (bed: Bed, failing: number, when: 'before' | 'after'): Promise<number> => {
      sent = 0;
      const faulty = (server: ApiServer): ApiServer =>
        around(server, async (write) => {
          sent += 1;
          const fails = sent === failing;
          if (fails && when === 'before') throw lost();
          await write();
          if (fails) throw lost();
        });
      const store = small({ source: faulty(bed.source), target: faulty(bed.target) });
      const journal = await store.create(moveId);
      let durable = 0;
      for (const record of records) {
        try {
          await journal.append([record]);
        } catch (error) {
          expect(error).toMatchObject({ code: 'journal-unwritable' });
          const reading = await bed.store.read(moveId);
          const found = reading?.records ?? [];
          expect(found).toEqual(records.slice(0, found.length));
          expect(found.length).toBeGreaterThanOrEqual(durable);
          return durable;
        }
        durable += 1;
      }
      return durable;
    };
    expect(await run(makeBed(), 0, 'before')).toBe(records.length);
    const writes = sent;
    expect(writes).toBeGreaterThan(8);
    for (let failing = 1; failing <= writes; failing += 1) {
      for (const when of ['before', 'after'] as const) {
        const bed = makeBed();
        await run(bed, failing, when);
        const later = small(bed);
        const reading = await later.read(moveId);
        const next = await (reading === undefined ? later.create(moveId) : later.open(moveId));
        await next.append(records.slice(next.before.length));
        expect(await bed.store.read(moveId)).toEqual({ moveId, records, torn: false });
        for (const server of [bed.source, bed.target]) {
          const alone = await createClusterJournalStore({ source: server }).read(moveId);
          expect(alone).toEqual({ moveId, records, torn: false });
        }
      }
    }
  }, 60_000);

  it('keeps a repeated append once, also if other records come with it, or instead of it', async () => {
    const { source, target, store } = makeBed();
    let fails = false;
    const faulty = around(target, async (write) => {
      if (fails) throw lost();
      await write();
    });
    const journal = await createClusterJournalStore({ source, target: faulty }).create(moveId);
    await journal.append(records.slice(0, 2));
    fails = true;
    await expect(journal.append(records.slice(2, 4))).rejects.toMatchObject({ code: 'journal-unwritable' });
    await expect(journal.append(records.slice(2, 5))).rejects.toMatchObject({ code: 'journal-unwritable' });
    fails = false;
    const instead = numbered([{ type: 'rolling-back', because: 'x', abandonTarget: false }], 3);
    await journal.append(instead);
    expect((await store.read(moveId))?.records).toEqual([...records.slice(0, 2), ...instead]);
  });

  it('is refused to a process that does not know what another has written since', async () => {
    const { store } = makeBed();
    const first = await store.create(moveId);
    await first.append(records.slice(0, 2));
    const second = await store.open(moveId);
    await first.append(records.slice(2, 3));
    const mine = numbered([{ type: 'committing' }], 3, 2);
    await expect(second.append(mine)).rejects.toMatchObject({ code: 'journal-in-use' });
    expect((await store.read(moveId))?.records).toEqual(records.slice(0, 3));
  });

  it('has in the source all that the target has, so that a target that was given up may come back', async () => {
    const { source, target, store } = makeBed();
    const down = around(target, () => Promise.reject(lost()));
    const journal = await store.create(moveId);
    await journal.append(records.slice(0, 2));
    const without = createClusterJournalStore({ source, target: down });
    const halfway = await without.open(moveId);
    await expect(halfway.append(records.slice(2, 4))).rejects.toMatchObject({ code: 'journal-unwritable' });
    const alone = await createClusterJournalStore({ source }).open(moveId);
    expect(alone.before).toEqual(records.slice(0, 4));
    const given = numbered([{ type: 'rolling-back', because: 'x', abandonTarget: true }], 5);
    await alone.append(given);
    const back = await store.open(moveId);
    expect(back.before).toEqual([...records.slice(0, 4), ...given]);
    await back.append(numbered([{ type: 'finished', outcome: 'rolled-back' }], 6));
    expect((await createClusterJournalStore({ source: target }).read(moveId))?.records).toHaveLength(6);
  });

  it('is read and completed from one cluster if the other has lost or spoilt a part', async () => {
    for (const spoil of ['gone', 'first gone', 'unreadable', 'all gone'] as const) {
      const { source, target, store } = makeBed();
      const journal = await store.create(moveId);
      await journal.append(records.slice(0, 1));
      const chunks = await chunksOf(target);
      const picked = spoil === 'all gone' ? chunks : chunks.slice(spoil === 'first gone' ? 0 : 1).slice(0, 1);
      for (const chunk of picked) {
        if (spoil === 'unreadable') target.put({ ...chunk, data: { records: 'AAAA' } });
        else await target.delete(secrets, chunk.metadata, { uid: chunk.metadata.uid ?? '' });
      }
      const next = await store.open(moveId);
      expect(next.before).toEqual(records.slice(0, 1));
      await next.append(records.slice(1));
      for (const server of [source, target]) {
        expect((await createClusterJournalStore({ source: server }).read(moveId))?.records).toEqual(records);
      }
    }
  });

  it('is damaged if its copies contradict each other, or if a spoilt one shows that the other lacks something', async () => {
    const { source, target, store } = makeBed();
    const ours = await createClusterJournalStore({ source }).create(moveId);
    const theirs = await createClusterJournalStore({ source: target }).create(moveId);
    await ours.append(records.slice(0, 3));
    await theirs.append([...records.slice(0, 2), ...numbered([{ type: 'committing' }], 3)]);
    await expect(store.read(moveId)).rejects.toMatchObject({ code: 'journal-damaged' });
    await expect(store.open(moveId)).rejects.toMatchObject({ code: 'journal-damaged' });

    const bed = makeBed();
    const longer = await small({ source: bed.source }).create(moveId);
    const shorter = await small({ source: bed.target }).create(moveId);
    await longer.append(records);
    await shorter.append(records.slice(0, 1));
    const [first] = await chunksOf(bed.source);
    await bed.source.delete(secrets, first?.metadata ?? { name: '' }, { uid: first?.metadata.uid ?? '' });
    await expect(bed.store.read(moveId)).rejects.toMatchObject({ code: 'journal-damaged' });
  });

  it('says which cluster could not be written or read, and what to do', async () => {
    const source = createMemoryServer({ label: 'source' });
    const target = createMemoryServer({ label: 'target', denies: ({ verb }) => verb === 'create' });
    const journal = await createClusterJournalStore({ source, target }).create(moveId);
    await expect(journal.append(records)).rejects.toMatchObject({
      code: 'journal-unwritable',
      message: expect.stringContaining('target answered 403') as string,
      hint: 'See to it that Secrets can be written in the namespace tsmove-system.',
    });
    const blind = createMemoryServer({ label: 'target', denies: ({ verb }) => verb === 'list' });
    const store = createClusterJournalStore({ source, target: blind });
    await expect(store.read(moveId)).rejects.toMatchObject({
      code: 'journal-unreadable',
      cause: expect.any(ApiError) as ApiError,
    });
    await expect(store.list()).rejects.toMatchObject({ code: 'journal-unreadable' });
  });
});
