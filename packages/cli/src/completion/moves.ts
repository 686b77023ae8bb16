import type { CliContext } from '../context.ts';
import { variableName } from '../flags/names.ts';
import { journalDirectory } from '../session/journal.ts';

/** Ids of moves that begin with `partial`, from the journal directory, the latest first; none if it cannot be read. */
export async function completeMoves(context: CliContext, partial: string): Promise<readonly string[]> {
  try {
    const library = await context.library();
    const given = context.process.env[variableName('journalDir')];
    const directory = journalDirectory(context, given === '' ? undefined : given);
    const moves = await library.createFileJournalStore({ directory }).list();
    return moves.filter((move) => move.startsWith(partial)).toReversed();
  } catch {
    return []; // Completion stays silent about what it cannot read.
  }
}
