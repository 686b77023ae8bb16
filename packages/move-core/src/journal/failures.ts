import { JournalError } from '../errors.ts';
import type { Phase } from '../events/types.ts';

/** The journal holds what no move can have written. `number` counts records from 1. */
export function damaged(place: string, number: number, because: string, cause?: unknown): JournalError {
  return new JournalError(`${place}: record ${number} ${because}`, {
    code: 'journal-damaged',
    hint: 'Do not repair it by hand: the move can be ended without its journal, from what the clusters hold (recover).',
    cause,
  });
}

export function unwritable(
  message: string,
  options: { readonly hint: string; readonly cause?: unknown },
): JournalError {
  return new JournalError(message, { code: 'journal-unwritable', ...options });
}

export function unreadable(message: string, cause: unknown, hint?: string): JournalError {
  return new JournalError(message, { code: 'journal-unreadable', cause, ...(hint === undefined ? {} : { hint }) });
}

export function missing(moveId: string, place: string): JournalError {
  return new JournalError(`there is no journal of the move ${moveId} in ${place}`, {
    code: 'journal-missing',
    hint: 'Look for it where the move was started; without it the move can be ended from what the clusters hold (recover).',
  });
}

/** Somebody has deleted the journal half way: its move removes it only when it is over, and says so before. */
export function gone(
  moveId: string,
  { place, phase }: { readonly place: string; readonly phase: Phase },
): JournalError {
  return new JournalError(
    `the journal of the move ${moveId} is gone from ${place}, and the Leases of the move, in phase ${phase}, do not say that it is over`,
    {
      code: 'journal-gone',
      hint: `Somebody has deleted its Secrets. End the move from what the clusters hold, as somebody who may list everything in both: \`tsmove recover ${moveId}\`, with --kubeconfig and --to-kubeconfig.`,
    },
  );
}

export function existsAlready(moveId: string, place: string): JournalError {
  return unwritable(`there is a journal of the move ${moveId} in ${place} already`, {
    hint: 'A journal is created once for each move: open it to go on with the move.',
  });
}

export function closed(place: string): JournalError {
  return unwritable(`${place} was closed`, { hint: 'Open it again to go on with the move.' });
}
