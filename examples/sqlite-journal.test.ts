import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJournalContract } from '../packages/move-core/src/testing/journal-contract.ts';
import { createSqliteJournalStore } from './sqlite-journal.ts';

runJournalContract('the SQLite example', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tsmove-sqlite-'));
  const opened: { close(): void }[] = [];
  return {
    store() {
      const store = createSqliteJournalStore(join(directory, 'journals.db'));
      opened.push(store);
      return store;
    },
    // The one who opens it last is the writer, and the one before is refused.
    oneWriter: false,
    async close() {
      for (const store of opened) store.close();
      await rm(directory, { recursive: true });
    },
  };
});
