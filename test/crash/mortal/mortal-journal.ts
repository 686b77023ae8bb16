import type { Journal, JournalRecord, JournalStore } from '@tsmove/move-core';
import type { Mortal } from './mortal.ts';

/** The journals of a mortal process. What it has appended is durable; what it appends after its death is not. */
export interface MortalStore extends JournalStore {
  /** Does what an operating system does for the dead: closes what they had open. */
  bury(): Promise<void>;
}

/**
 * A journal store as a mortal process has it. Appends are points as well, named by the facts that a recovery turns on;
 * what stands where (`target`, `source`) is left out: dying there is dying right before or after the write that it is
 * about.
 */
export function mortalStore(store: JournalStore, mortal: Mortal, namespace: string): MortalStore {
  const opened: Journal[] = [];
  const wrap = (journal: Journal): Journal => {
    opened.push(journal);
    return {
      ...journal,
      append: (records, options) =>
        mortal.writeTogether(
          records.flatMap((record) => nameOf(record, namespace) ?? []),
          () => journal.append(records, options),
        ),
      close: () => mortal.act(() => journal.close()),
    };
  };
  return {
    place: store.place,
    list: () => mortal.act(() => store.list()),
    read: (moveId) => mortal.act(() => store.read(moveId)),
    create: async (moveId) => wrap(await mortal.act(() => store.create(moveId))),
    open: async (moveId) => wrap(await mortal.act(() => store.open(moveId))),
    remove: (moveId) => mortal.act(() => store.remove(moveId)),
    async bury() {
      await mortal.quiet();
      await Promise.all(opened.map((journal) => journal.close()));
    },
  };
}

function nameOf(record: JournalRecord, namespace: string): string | undefined {
  switch (record.type) {
    case 'target':
    case 'source':
    case 'failed':
      return undefined;
    case 'phase':
      return record.look === undefined ? `journal/phase/${record.phase}` : `journal/look/${record.look.when}`;
    case 'held':
      return `journal/held/${record.hold.ref.kind}/${record.hold.ref.name.replaceAll(namespace, '*')}`;
    default:
      return `journal/${record.type}`;
  }
}
