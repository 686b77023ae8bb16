import type { MoveHistory } from './summary.ts';
import type { JournalReading } from './types.ts';

export function historyOf(_reading: JournalReading): MoveHistory {
  throw new Error('not yet');
}
