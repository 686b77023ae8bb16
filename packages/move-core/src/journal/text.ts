import { encodeRecords, readRecords } from './codec.ts';
import type { JournalRecord } from './records.ts';

/**
 * Records as text, one line each, for a journal store of one's own: each line carries a checksum, so that `parseRecords`
 * knows what was cut short from what is damaged. `place` is how messages call the journal. Raises JournalError
 * (`journal-unwritable`) for a record that could not be read back.
 */
export function formatRecords(records: readonly JournalRecord[], place: string): string {
  return Buffer.from(encodeRecords(records, place)).toString('utf8');
}

/**
 * The records in a text that `formatRecords` made, or several of them in order. An end that was cut short is left out,
 * and `torn` says so. Raises JournalError (`journal-damaged`, `journal-newer`).
 */
export function parseRecords(
  text: string,
  place: string,
): { readonly records: readonly JournalRecord[]; readonly torn: boolean } {
  const { records, torn } = readRecords(Buffer.from(text), place);
  return { records, torn };
}
