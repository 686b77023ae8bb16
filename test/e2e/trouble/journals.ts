import type { Journal, JournalRecord, JournalStore } from '@tsmove/move-core';

/** A store that can be broken and repaired. */
export interface FragileStore extends JournalStore {
  /** From now on every append is kept. */
  repair(): void;
  /** How many appends were refused. */
  readonly refused: () => number;
}

/** Keeps journals in `store` until `when` is true for what is to be appended: from then on no append is kept. */
export function breakingAt(store: JournalStore, when: (records: readonly JournalRecord[]) => boolean): FragileStore {
  let state: 'whole' | 'broken' | 'repaired' = 'whole';
  let refused = 0;
  const fragile = (journal: Journal): Journal => ({
    ...journal,
    async append(records, options) {
      if (state === 'whole' && when(records)) state = 'broken';
      if (state === 'broken') {
        refused += 1;
        throw new Error('no space left on the device');
      }
      await journal.append(records, options);
    },
  });
  return {
    ...store,
    create: async (moveId) => fragile(await store.create(moveId)),
    open: async (moveId) => fragile(await store.open(moveId)),
    repair: () => {
      state = 'repaired';
    },
    refused: () => refused,
  };
}

/** True from the first record of this type on; `phase:create` for the one that says so. */
export function from(what: string): (records: readonly JournalRecord[]) => boolean {
  return (records) => records.some((one) => (one.type === 'phase' ? `phase:${one.phase}` : one.type) === what);
}
