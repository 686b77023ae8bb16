import { JournalError, type JournalStore, type MoveSummary } from '@tsmove/move-core';
import { EndedEarly } from '../errors/ended-early.ts';
import { exitCodes } from '../exit-codes.ts';
import type { MoveLibrary } from '../library.ts';
import { type KnownMove, readJournals } from './known-moves.ts';

/**
 * What the journal says of the move to go on with: the one with this id, or the only one that is open. Throws if there
 * is none, or several, or if its journal cannot be read.
 */
export async function chooseMove(
  library: MoveLibrary,
  store: JournalStore,
  given: string | undefined,
): Promise<MoveSummary> {
  if (given !== undefined) return readMove(library, store, given);
  const open = (await readJournals(library, store, 'file')).filter(({ summary }) => summary?.zone !== 'finished');
  const [only, ...others] = open;
  if (only === undefined) {
    throw new EndedEarly(
      `no move is open in ${store.place}`,
      exitCodes.refused,
      'Name another journal with --journal-dir or --journal cluster, or use tsmove recover if it is lost.',
    );
  }
  if (others.length > 0) {
    throw new EndedEarly(
      ['several moves are open; name one of them:', ...open.map(candidate)].join('\n'),
      exitCodes.usage,
    );
  }
  if (only.summary === undefined) throw only.trouble;
  return only.summary;
}

/** What the journal says of this move. */
export async function readMove(library: MoveLibrary, store: JournalStore, moveId: string): Promise<MoveSummary> {
  const reading = await store.read(moveId);
  if (reading === undefined) throw missing(store, moveId);
  return library.summarizeMove(reading);
}

/** There is no journal of the move; what to do about it is the same for all commands. */
export function missing(store: JournalStore, moveId: string): JournalError {
  return new JournalError(`there is no journal of move ${moveId} in ${store.place}`, {
    code: 'journal-missing',
    hint: 'Name another journal with --journal-dir or --journal cluster, or use tsmove recover if it is lost.',
  });
}

function candidate({ moveId, summary }: KnownMove): string {
  if (summary === undefined) return `${moveId}, whose journal cannot be read`;
  const { scope, zone, lastAt } = summary;
  const clusters = scope.clusters === undefined ? '' : ` (${scope.clusters.join(', ')})`;
  return `${moveId} of namespace ${scope.namespace}${clusters}, ${zone}, last written ${lastAt}`;
}
