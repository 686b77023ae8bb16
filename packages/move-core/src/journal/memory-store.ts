import { JournalError } from '../errors.ts';
import { encodeRecords, readRecords } from './codec.ts';
import { closed, existsAlready, missing } from './failures.ts';
import type { JournalRecord } from './records.ts';
import { notKept, requireMoveId } from './sequence.ts';
import type { Journal, JournalReading, JournalStore } from './types.ts';

interface Kept {
  readonly appended: Uint8Array[];
  open: boolean;
}

/**
 * Journals in the memory of this process, gone when it ends. For moves that need none on disk: what a process leaves
 * behind is then ended from what the clusters hold. They are kept as bytes, so that what a store on disk could not keep
 * is found here, too.
 */
export function createMemoryJournalStore(): JournalStore {
  const place = 'the memory of this process';
  const all = new Map<string, Kept>();

  function read(moveId: string): JournalReading | undefined {
    requireMoveId(moveId);
    const kept = all.get(moveId);
    if (kept === undefined) return undefined;
    const { records, torn } = readRecords(Buffer.concat(kept.appended), nameOf(moveId));
    return { moveId, records, torn };
  }

  function take(moveId: string, kept: Kept, before: readonly JournalRecord[]): Journal {
    requireClosed(moveId, kept);
    kept.open = true;
    let isOpen = true;
    let last = before.length;
    return {
      moveId,
      before,
      holderDied: true,
      append(records): Promise<void> {
        if (!isOpen) return Promise.reject(closed(nameOf(moveId)));
        return new Promise((resolve) => {
          const rest = notKept(records, last, nameOf(moveId));
          kept.appended.push(encodeRecords(rest, nameOf(moveId)));
          last += rest.length;
          resolve();
        });
      },
      close(): Promise<void> {
        if (isOpen) kept.open = false;
        isOpen = false;
        return Promise.resolve();
      },
    };
  }

  return {
    place,
    list: () => Promise.resolve([...all.keys()]),
    read: async (moveId) => Promise.resolve(read(moveId)),
    async create(moveId) {
      requireMoveId(moveId);
      if (all.has(moveId)) throw existsAlready(moveId, place);
      const kept: Kept = { appended: [], open: false };
      all.set(moveId, kept);
      return Promise.resolve(take(moveId, kept, []));
    },
    async open(moveId) {
      const [reading, kept] = [read(moveId), all.get(moveId)];
      if (reading === undefined || kept === undefined) throw missing(moveId, place);
      return Promise.resolve(take(moveId, kept, reading.records));
    },
    async remove(moveId) {
      requireMoveId(moveId);
      requireClosed(moveId, all.get(moveId));
      all.delete(moveId);
      return Promise.resolve();
    },
  };
}

function requireClosed(moveId: string, kept: Kept | undefined): void {
  if (kept?.open !== true) return;
  throw new JournalError(`${nameOf(moveId)} is in use by this process`, {
    code: 'journal-in-use',
    hint: 'Wait until the move has ended.',
  });
}

function nameOf(moveId: string): string {
  return `the journal of the move ${moveId}`;
}
