import { setTimeout as sleep } from 'node:timers/promises';
import { createClusterJournalStore, TransportError, type ApiServer, type JournalRecord } from '@tsmove/move-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../packages/move-core/src/server/connect.ts';
import { namespaces, secrets } from '../../../packages/move-core/src/discover/core-types.ts';
import { clusterJournalStore } from '../../../packages/move-core/src/journal/cluster/store.ts';
import {
  begunBody,
  machinesPlan,
  movedRecords,
  numbered,
  uidOf,
} from '../../../packages/move-core/src/testing/journal-records.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';

const system = 'tsmove-system';
const moveId = '20260101-120000-aaaaaaaa';

let pair: Pair;
let source: ApiServer;
let target: ApiServer;

beforeAll(async () => {
  pair = await startPair();
  [source, target] = await Promise.all([
    connect({
      kubeconfig: pair.source.kubeconfig,
      label: 'source',
      retryBudgetMs: 5_000,
      env: {},
      homeDir: '/nowhere',
    }),
    connect({
      kubeconfig: pair.target.kubeconfig,
      label: 'target',
      retryBudgetMs: 5_000,
      env: {},
      homeDir: '/nowhere',
    }),
  ]);
});

afterAll(async () => {
  await Promise.all([source.close(), target.close()]);
  await pair.stop();
});

beforeEach(async () => {
  await createClusterJournalStore({ source, target }).remove(moveId);
});

describe('a journal in real clusters', () => {
  it('holds a move of 25,000 objects, whose plan alone is 10 MB', async () => {
    const plan = machinesPlan(25_000);
    const [begun] = numbered([begunBody(plan, moveId)]);
    if (begun === undefined) throw new Error('no record');
    expect(JSON.stringify(plan).length).toBeGreaterThan(10_000_000);
    const store = createClusterJournalStore({ source, target });
    const journal = await store.create(moveId);
    const started = performance.now();
    await journal.append([begun]);
    const plannedAt = performance.now();
    const rest: JournalRecord[] = [];
    for (let number = 0; number < 3000; number += 30) {
      const group = numbered(
        Array.from({ length: 30 }, (_, position) => ({
          type: 'target' as const,
          uid: uidOf(number + position),
          state: 'created' as const,
          targetUid: uidOf(100_000 + number + position),
        })),
        2 + number,
      );
      await journal.append(group);
      rest.push(...group);
    }
    const writtenAt = performance.now();
    const reading = await store.read(moveId);
    const readAt = performance.now();
    expect(reading).toEqual({ moveId, records: [begun, ...rest], torn: false });
    for (const server of [source, target]) {
      const chunks = await server.list(secrets, {
        namespace: system,
        labelSelector: `tsmove.dev/move=${moveId}`,
        limit: 5,
      });
      const sizes = chunks.map((secret) => JSON.stringify(secret).length);
      expect(chunks.length).toBeGreaterThan(5);
      expect(Math.max(...sizes)).toBeLessThan(500_000);
      console.info(
        `${server.label}: ${chunks.length} Secrets, ${sizes.reduce((a, b) => a + b)} bytes, largest ${Math.max(...sizes)}`,
      );
    }
    console.info(
      `plan written in ${Math.round(plannedAt - started)} ms, an append of 30 in ` +
        `${Math.round((writtenAt - plannedAt) / 100)} ms, read in ${Math.round(readAt - writtenAt)} ms`,
    );
    await store.remove(moveId);
    expect(await store.list()).toEqual([]);
  });

  it('is readable, and can be completed, wherever in its requests a process was killed', async () => {
    // Chunks so small that a few records need many.
    const sizes = { fullFrom: 250, packed: 400, text: 600 };
    const records = movedRecords(1, moveId).slice(0, 8);
    let sent = 0;
    const run = async (upTo: number): Promise<number> => {
      sent = 0;
      const dying = (server: ApiServer): ApiServer => {
        const count = async <T>(write: () => Promise<T>): Promise<T> => {
          sent += 1;
          if (sent > upTo) throw new TransportError('the process is dead', { outcomeUnknown: true });
          return write();
        };
        return {
          ...server,
          create: (...call) => count(() => server.create(...call)),
          update: (...call) => count(() => server.update(...call)),
          delete: (...call) => count(() => server.delete(...call)),
        };
      };
      const journal = await clusterJournalStore({ source: dying(source), target: dying(target), sizes }).create(moveId);
      let durable = 0;
      for (const record of records) {
        try {
          await journal.append([record]);
          durable += 1;
        } catch {
          break;
        }
      }
      return durable;
    };
    const store = clusterJournalStore({ source, target, sizes });
    expect(await run(Infinity)).toBe(records.length);
    const writes = sent;
    await store.remove(moveId);
    for (let upTo = 1; upTo < writes; upTo += 1) {
      const durable = await run(upTo);
      const reading = await store.read(moveId);
      const found = reading?.records ?? [];
      expect(found).toEqual(records.slice(0, found.length));
      expect(found.length).toBeGreaterThanOrEqual(durable);
      const next = await (reading === undefined ? store.create(moveId) : store.open(moveId));
      await next.append(records.slice(found.length));
      for (const server of [source, target]) {
        const alone = clusterJournalStore({ source: server, sizes });
        expect(await alone.read(moveId)).toEqual({ moveId, records, torn: false });
      }
      await store.remove(moveId);
    }
    expect(writes).toBeGreaterThan(15);
  });

  it('waits for a namespace that is being deleted, and is written anew if its own goes', async () => {
    const records = movedRecords(1, moveId);
    const store = createClusterJournalStore({ source, target });
    const before = await removeSystemNamespace();
    const journal = await store.create(moveId);
    await journal.append(records.slice(0, 2));
    const made = await source.get(namespaces, { name: system });
    expect(made?.metadata.uid).not.toBe(before);
    expect(made?.metadata.labels).toMatchObject({ 'app.kubernetes.io/managed-by': 'tsmove' });
    await removeSystemNamespace();
    while ((await source.get(namespaces, { name: system })) !== undefined) await sleep(200);
    await journal.append(records.slice(2));
    expect((await createClusterJournalStore({ source }).read(moveId))?.records).toEqual(records);
    expect((await store.read(moveId))?.records).toEqual(records);
  });

  it('keeps its namespace from being deleted by whoever looked inside before it was there', async () => {
    const store = createClusterJournalStore({ source, target });
    const seen = (await source.get(namespaces, { name: system }))?.metadata;
    const journal = await store.create(moveId);
    await journal.append(movedRecords(1, moveId));
    const { uid = '', resourceVersion = '' } = seen ?? {};
    await expect(source.delete(namespaces, { name: system }, { uid, resourceVersion })).rejects.toMatchObject({
      status: 409,
    });
  });
});

/** UID of what is on its way out now. */
async function removeSystemNamespace(): Promise<string> {
  const uid = (await source.get(namespaces, { name: system }))?.metadata.uid ?? '';
  await source.delete(namespaces, { name: system }, { uid });
  return uid;
}
