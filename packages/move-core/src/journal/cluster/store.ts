import type { ApiServer } from '../../server/types.ts';
import type { JournalStore } from '../types.ts';

export interface ClusterJournalOptions {
  readonly source: ApiServer;
  /** Absent: the target is given up, and only the source's copy is read and written. */
  readonly target?: ApiServer;
}

export function createClusterJournalStore(_options: ClusterJournalOptions): JournalStore {
  throw new Error('not yet');
}
