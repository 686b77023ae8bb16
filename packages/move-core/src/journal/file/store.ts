import type { JournalStore } from '../types.ts';

export interface FileJournalOptions {
  /** Absolute path; made when the first journal is created. */
  readonly directory: string;
}

export function createFileJournalStore(_options: FileJournalOptions): JournalStore {
  throw new Error('not yet');
}
