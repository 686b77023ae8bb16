import { JournalError } from '../../errors.ts';
import { encodeRecords, readRecords } from '../../journal/codec.ts';
import type { JournalRecord } from '../../journal/records.ts';
import { notKept } from '../../journal/sequence.ts';
import type { Journal, JournalStore } from '../../journal/types.ts';
import type { FailingProcess } from './process.ts';

/** Journals that outlast processes, with no more in them than what was durable when a process ended. */
export interface FailingJournals {
  /** As a process sees them. */
  for(process: FailingProcess): JournalStore;
  ids(): readonly string[];
  records(moveId: string): readonly JournalRecord[];
  /** Ids of journals that a process has open; after its end nobody does. */
  openBy(process: FailingProcess): readonly string[];
  lose(): void;
}

interface Kept {
  /** Encoded, as on a disk. */
  readonly appended: Uint8Array[];
  count: number;
  /** The first bytes of a record that was being written when it failed. */
  torn: Uint8Array | undefined;
  holder: FailingProcess | undefined;
  decoded:
    | { readonly of: number; readonly torn: Uint8Array | undefined; readonly records: readonly JournalRecord[] }
    | undefined;
}

const place = 'the test';

export function createFailingJournals(): FailingJournals {
  const all = new Map<string, Kept>();

  function take(moveId: string, kept: Kept, process: FailingProcess): Journal {
    kept.holder = process;
    // Whoever opens it cuts off what is no whole record.
    kept.torn = undefined;
    const before = read(kept);
    const isOpen = (): boolean => kept.holder === process;
    return {
      moveId,
      before,
      holderDied: true,
      append(records): Promise<void> {
        if (!isOpen()) return Promise.reject(new JournalError('appended to after it was closed', { code: 'test' }));
        const rest = notKept(records, kept.count, place);
        const keep = (count: number): void => {
          kept.appended.push(encodeRecords(rest.slice(0, count), place));
          kept.count += count;
          kept.torn = undefined;
        };
        const keepSome = (): void => {
          const count = Math.floor(process.dice() * (rest.length + 1));
          keep(count);
          const next = encodeRecords(rest.slice(count, count + 1), place);
          kept.torn = next.subarray(0, Math.floor(process.dice() * next.length));
        };
        return process.call<undefined>('journal', {
          isStep: true,
          carryOut: () => {
            keep(rest.length);
            return Promise.resolve(undefined);
          },
          fail: () => {
            keepSome();
            return Promise.reject(new JournalError('the disk is full', { code: 'journal-unwritable' }));
          },
          leftBehind: () => {
            keepSome();
            return Promise.resolve();
          },
        });
      },
      close(): Promise<void> {
        if (isOpen()) kept.holder = undefined;
        return Promise.resolve();
      },
    };
  }

  return {
    for: (process) => ({
      place,
      list: () => Promise.resolve([...all.keys()]),
      read: (moveId) => {
        const kept = all.get(moveId);
        return Promise.resolve(kept && { moveId, records: read(kept), torn: (kept.torn?.length ?? 0) > 0 });
      },
      create: (moveId) => {
        const kept: Kept = { appended: [], count: 0, torn: undefined, holder: undefined, decoded: undefined };
        all.set(moveId, kept);
        return Promise.resolve(take(moveId, kept, process));
      },
      open: (moveId) => {
        const kept = all.get(moveId);
        if (kept === undefined) return Promise.reject(new JournalError('no journal', { code: 'journal-missing' }));
        return Promise.resolve(take(moveId, kept, process));
      },
      remove: (moveId) => {
        all.delete(moveId);
        return Promise.resolve();
      },
    }),
    ids: () => [...all.keys()],
    records: (moveId) => {
      const kept = all.get(moveId);
      return kept === undefined ? [] : read(kept);
    },
    openBy: (process) => [...all].filter(([, { holder }]) => holder === process).map(([moveId]) => moveId),
    lose: () => {
      all.clear();
    },
  };
}

/** Decoded, as whoever comes next reads it; once for everybody who does. */
function read(kept: Kept): readonly JournalRecord[] {
  const { appended, torn = new Uint8Array() } = kept;
  if (kept.decoded?.of !== appended.length || kept.decoded.torn !== kept.torn) {
    const { records } = readRecords(Buffer.concat([...appended, torn]), place);
    kept.decoded = { of: appended.length, torn: kept.torn, records };
  }
  return kept.decoded.records;
}
