import { UsageError } from '../errors.ts';
import { unwritable } from './failures.ts';
import type { JournalRecord } from './records.ts';

/**
 * The records that are not kept yet: an append that failed may be repeated, and part of it may have been kept. Raises
 * JournalError if they do not follow on what is kept.
 *
 * @param kept `seq` of the last record that is kept; 0: none.
 */
export function notKept(records: readonly JournalRecord[], kept: number, place: string): readonly JournalRecord[] {
  const rest = records.filter(({ seq }) => seq > kept);
  rest.forEach(({ seq }, position) => {
    if (seq !== kept + position + 1) {
      throw unwritable(`${place}: record ${seq} does not follow on record ${kept + position}`, {
        hint: 'This is a mistake of the program that writes the journal.',
      });
    }
  });
  return rest;
}

/**
 * A move id becomes a part of names of files and of Kubernetes objects. Raises UsageError for one that is anything but
 * small letters, digits, dashes and dots, up to 63 in all: `../x` is no move.
 */
export function requireMoveId(moveId: string): void {
  if (moveId.length <= 63 && /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u.test(moveId) && !moveId.includes('..')) return;
  throw new UsageError('the id of a move is made of small letters, digits, dashes and dots, 63 at most', {
    code: 'move-id',
    hint: 'List the moves to see their ids.',
  });
}
