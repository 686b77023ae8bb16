import type { MoveSummary } from './summary.ts';
import type { JournalReading } from './types.ts';

export function summarizeMove(_reading: JournalReading): MoveSummary {
  throw new Error('not yet');
}
