import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJournalContract } from '../testing/journal-contract.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import { createClusterJournalStore } from './cluster/store.ts';
import { createFileJournalStore } from './file/store.ts';
import { createMemoryJournalStore } from './memory-store.ts';

runJournalContract('in memory', () => {
  const store = createMemoryJournalStore();
  return Promise.resolve({ store: () => store, oneWriter: true });
});

runJournalContract('in files', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tsmove-journal-'));
  return {
    store: () => createFileJournalStore({ directory: join(parent, 'state', 'journals') }),
    oneWriter: true,
    close: () => rm(parent, { recursive: true }),
  };
});

runJournalContract('in both clusters', () => {
  const source = createMemoryServer({ label: 'source', namespaceLifecycle: true });
  const target = createMemoryServer({ label: 'target', namespaceLifecycle: true });
  return Promise.resolve({ store: () => createClusterJournalStore({ source, target }), oneWriter: false });
});

runJournalContract('in the source alone', () => {
  const source = createMemoryServer({ label: 'source', namespaceLifecycle: true });
  return Promise.resolve({ store: () => createClusterJournalStore({ source }), oneWriter: false });
});
