// A journal in a database of one's own: what a portal does that runs moves for its users. This one is SQLite; with
// another database the statements change, and nothing else.
import {
  formatRecords,
  JournalError,
  parseRecords,
  requireMoveId,
  type Journal,
  type JournalReading,
  type JournalRecord,
  type JournalStore,
} from '@tsmove/move-core';
import Database from 'libsql';

const schema = `
  CREATE TABLE IF NOT EXISTS journal (move_id TEXT PRIMARY KEY, writer INTEGER NOT NULL, created INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS appended (
    move_id TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, lines TEXT NOT NULL,
    PRIMARY KEY (move_id, first_seq)
  );`;

interface Appended {
  readonly lines: string;
}

interface Row {
  readonly move_id: string;
  readonly writer: number;
}

/**
 * Keeps the journals of moves in an SQLite file. Each append is one transaction, durable when it is committed
 * (`synchronous = FULL`). Whoever opens a journal becomes its writer, and whoever was it before is refused from then
 * on: a token in the same transaction sees to it, so no lock outlives a process.
 */
export function createSqliteJournalStore(file: string): JournalStore & { close(): void } {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(schema);

  function find(moveId: string): Row | undefined {
    return database.prepare('SELECT move_id, writer FROM journal WHERE move_id = ?').get(moveId) as Row | undefined;
  }

  function read(moveId: string): JournalReading | undefined {
    if (find(moveId) === undefined) return undefined;
    const rows = database
      .prepare('SELECT lines FROM appended WHERE move_id = ? ORDER BY first_seq')
      .all(moveId) as readonly Appended[];
    const { records, torn } = parseRecords(rows.map(({ lines }) => lines).join(''), nameOf(moveId));
    return { moveId, records, torn };
  }

  function writeAs(moveId: string, writer: number, before: readonly JournalRecord[]): Journal {
    let last = before.length;
    let isOpen = true;
    const append = database.transaction((records: readonly JournalRecord[]) => {
      if (!isOpen) throw new JournalError(`${nameOf(moveId)} is closed`, { code: 'journal-unwritable' });
      if (find(moveId)?.writer !== writer) {
        throw new JournalError(`${nameOf(moveId)} is written by another process now`, { code: 'journal-in-use' });
      }
      const rest = records.filter(({ seq }) => seq > last);
      const [first] = rest;
      if (first === undefined) return;
      if (first.seq !== last + 1) {
        throw new JournalError(`${nameOf(moveId)}: record ${first.seq.toString()} does not follow on the last one`, {
          code: 'journal-unwritable',
        });
      }
      const lines = formatRecords(rest, nameOf(moveId));
      database
        .prepare('INSERT INTO appended (move_id, first_seq, last_seq, lines) VALUES (?, ?, ?, ?)')
        .run(moveId, first.seq, last + rest.length, lines);
    });
    return {
      moveId,
      before,
      append: (records) =>
        settle(moveId, () => {
          append.immediate(records);
          last = Math.max(last, records.at(-1)?.seq ?? last);
        }),
      close: () => {
        isOpen = false;
        return Promise.resolve();
      },
    };
  }

  return {
    place: file,
    list: () =>
      settle(undefined, () =>
        (database.prepare('SELECT move_id, writer FROM journal ORDER BY created').all() as readonly Row[]).map(
          (row) => row.move_id,
        ),
      ),
    read: (moveId) => settle(moveId, () => read(moveId)),
    create: (moveId) =>
      settle(moveId, () => {
        if (find(moveId) !== undefined) {
          throw new JournalError(`${nameOf(moveId)} exists already`, { code: 'journal-unwritable' });
        }
        const created = database.prepare('SELECT coalesce(max(created), 0) + 1 AS next FROM journal').get() as {
          readonly next: number;
        };
        database.prepare('INSERT INTO journal (move_id, writer, created) VALUES (?, 1, ?)').run(moveId, created.next);
        return writeAs(moveId, 1, []);
      }),
    open: (moveId) =>
      settle(moveId, () => {
        const reading = read(moveId);
        if (reading === undefined) {
          throw new JournalError(`there is no journal of the move ${moveId} in ${file}`, { code: 'journal-missing' });
        }
        database.prepare('UPDATE journal SET writer = writer + 1 WHERE move_id = ?').run(moveId);
        return writeAs(moveId, find(moveId)?.writer ?? 0, reading.records);
      }),
    remove: (moveId) =>
      settle(moveId, () => {
        database.prepare('DELETE FROM appended WHERE move_id = ?').run(moveId);
        database.prepare('DELETE FROM journal WHERE move_id = ?').run(moveId);
      }),
    close: () => {
      database.close();
    },
  };
}

function nameOf(moveId: string): string {
  return `the journal of the move ${moveId}`;
}

/** The database answers at once; a store answers with a promise, and with errors of its own kind. */
async function settle<T>(moveId: string | undefined, work: () => T): Promise<T> {
  await Promise.resolve();
  try {
    if (moveId !== undefined) requireMoveId(moveId);
    return work();
  } catch (error) {
    if (error instanceof Error && error.name === 'SqliteError') {
      throw new JournalError(`the database cannot be used: ${error.message}`, {
        code: 'journal-unwritable',
        cause: error,
      });
    }
    throw error;
  }
}
