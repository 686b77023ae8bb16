import { JournalError } from '../../errors.ts';
import { endsFinished, highestSeq, readRecords, type ReadRecords } from '../codec.ts';
import { damaged } from '../failures.ts';
import type { JournalRecord } from '../records.ts';
import type { CopyContent } from './read-copy.ts';

/** What the copies of a journal say together. */
export interface MergedJournal {
  /** The bytes of the records. */
  readonly text: Buffer;
  readonly records: readonly JournalRecord[];
  readonly torn: boolean;
}

type Judged =
  | { readonly content: CopyContent; readonly found: ReadRecords }
  | { readonly content: CopyContent; readonly damage: JournalError };

/**
 * One journal out of its copies: the longest. An append resolves when every copy has it, so that each that is intact
 * holds all that ever was durable, and a damaged one can be done without. Undefined if there is no copy, or only what is
 * left of one whose removal was interrupted.
 *
 * Raises JournalError (`journal-damaged`) if no copy is intact, if two say different things, or if a damaged one shows that
 * the others lack something.
 */
export function mergeCopies(copies: readonly CopyContent[], place: string): MergedJournal | undefined {
  const there = copies.filter(({ chunks, loose }) => chunks.length + loose.length > 0);
  if (there.every(isRemnant)) return undefined;
  const judged = there.map((content) => judgeCopy(content, place));
  const intact = judged.flatMap((one) => ('found' in one ? [one] : []));
  const [best] = intact.sort((a, b) => b.found.length - a.found.length);
  const damage = judged.flatMap((one) => ('damage' in one ? [one] : []));
  if (best === undefined) throw damage[0]?.damage ?? damaged(place, 1, 'cannot be read');
  const text = best.content.text.subarray(0, best.found.length);
  const { records } = best.found;
  for (const { content, found } of intact) {
    if (!text.subarray(0, found.length).equals(content.text.subarray(0, found.length))) {
      throw damaged(place, found.records.length, 'or one before it is not the same in both clusters');
    }
  }
  for (const { content, damage: error } of damage) {
    if (highestSeq(Buffer.concat([content.text, content.looseText])) > records.length) throw error;
  }
  return { text, records, torn: intact.some(({ content }) => content.text.length > text.length) };
}

/** Only a journal that says that its move is over is removed, and that from its first Secret on. */
function isRemnant({ chunks, loose, looseText }: CopyContent): boolean {
  return chunks.length === 0 && loose.every(({ number }) => number > 1) && endsFinished(looseText);
}

function judgeCopy(content: CopyContent, place: string): Judged {
  try {
    const found = readRecords(content.text, place);
    if (content.loose.length === 0) return { content, found };
    const number = found.records.length + 1;
    return { content, damage: damaged(place, number, 'cannot be read: a Secret of the journal is missing or spoilt') };
  } catch (error) {
    if (!(error instanceof JournalError) || error.code !== 'journal-damaged') throw error;
    return { content, damage: error };
  }
}
