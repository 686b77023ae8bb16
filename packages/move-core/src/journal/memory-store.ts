import type { JournalStore } from './types.ts';

export function createMemoryJournalStore(): JournalStore {
  throw new Error('not yet');
}
