import { JournalError } from '../errors.ts';
import type { Journal, JournalStore } from '../journal/types.ts';
import type { PivotContext } from './context.ts';

/**
 * The same journals, but those that the clusters forget at the end of a move are kept until the pivot has ended: they
 * say what became of the move, and what it has to bring back if the pivot is undone.
 */
export function keepingJournals(store: JournalStore): JournalStore {
  const kept = (journal: Journal): Journal =>
    journal.forget === undefined ? journal : { ...journal, forget: nothing };
  return {
    place: store.place,
    list: () => store.list(),
    read: (moveId) => store.read(moveId),
    create: async (moveId) => kept(await store.create(moveId)),
    open: async (moveId) => kept(await store.open(moveId)),
    remove: (moveId) => store.remove(moveId),
  };
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

/** Lets the journals of the pivot's moves go the way that their store has for finished moves. */
export async function forgetMoves(context: PivotContext): Promise<void> {
  const { moveId, moveBackId } = context.ledger.record;
  for (const id of [moveId, moveBackId]) if (id !== undefined) await forgetMove(context, id);
}

/** The same for one of them, which has ended. */
export async function forgetMove({ ownJournal }: Pick<PivotContext, 'ownJournal'>, moveId: string): Promise<void> {
  try {
    const journal = await ownJournal.open(moveId);
    await journal.forget?.();
    await journal.close();
  } catch (error) {
    // Refused moves have none, and one that somebody else has open is not for us to end.
    if (!(error instanceof JournalError)) throw error;
  }
}
