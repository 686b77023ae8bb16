import type { Standing } from './next-steps.ts';

/** After the first signal, for commands that are not about to undo anything. */
export const stopping = 'Stopping at the next safe point. Once more (Ctrl-C) stops at once.';
/** The same for a move that undoes itself. */
export const stoppingAndUndoing =
  'Stopping at the next safe point, and undoing what was begun if nothing is deleted yet. Once more (Ctrl-C) stops at once.';
/** The same for a move that is to be left as it is. */
export const stoppingAndLeaving =
  'Stopping at the next safe point, and leaving both sides as they are, paused. Once more (Ctrl-C) stops at once.';

/** After the second signal; undefined: no move was begun yet. */
export function stoppedAtOnce(standing: Standing | undefined): string {
  if (standing === undefined) return 'Stopped at once; nothing was changed.';
  return standing.hasJournal
    ? 'Stopped at once, half way. The journal is intact, and the move can go on from there.'
    : 'Stopped at once, half way. What the clusters hold is enough to end the move.';
}
