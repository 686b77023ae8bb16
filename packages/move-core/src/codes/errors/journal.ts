import type { ErrorFacts } from '../types.ts';

/** Errors about journals. */
export const journalErrors: Readonly<Record<string, ErrorFacts>> = {
  'journal-behind': {
    says: 'The journal is an old copy: the clusters know of a commit that it does not.',
    todo: 'Use the journal that was written last, or tsmove recover.',
    exitCode: 2,
  },
  'journal-damaged': {
    says: 'A journal, or the record of a pivot, holds what tsmove cannot have written.',
    why: 'To leave anything of it out could mean to forget a commit.',
    todo: 'Do not repair it by hand: end the move with tsmove recover, from what the clusters hold.',
    exitCode: 2,
  },
  'journal-directory': {
    says: 'The directory for journals is not an absolute path.',
    todo: 'Give an absolute path.',
    exitCode: 2,
  },
  'journal-gone': {
    says: 'The journal of a move was deleted from the clusters before the move was over.',
    why: 'The Leases would say that it is over; without it and without a journal nobody can tell how far it is, and nothing is taken away.',
    todo: 'Run tsmove recover with the id of the move and both kubeconfigs; then begin anew.',
    exitCode: 2,
  },
  'journal-in-use': {
    says: 'Another process has the journal open, or has written to it since.',
    todo: 'Wait until it has ended; if it is on another machine and certainly dead, remove the lock that is named.',
    exitCode: 2,
  },
  'journal-missing': {
    says: 'There is no journal of the move in this place.',
    todo: 'Look where the move was started (--journal-dir, --journal cluster), or use tsmove recover if it is lost.',
    exitCode: 2,
  },
  'journal-newer': {
    says: 'A journal, or the record of a pivot, was written by another version of tsmove.',
    todo: 'Go on with the version that began it, or a newer one.',
    exitCode: 2,
  },
  'journal-unreadable': {
    says: 'A journal cannot be read.',
    todo: 'See to what the message says: rights, the disk, the connection.',
    exitCode: 2,
  },
  'journal-unwritable': {
    says: 'A journal, or the record of a pivot, cannot be written.',
    why: 'Without it nothing is begun, for nobody could go on with it.',
    todo: 'Make room or grant the right to write; the message names the place.',
    exitCode: 2,
  },
  'move-id': {
    says: 'What was given is not the id of a move.',
    todo: 'List the moves with tsmove status --all to see their ids.',
    exitCode: 2,
  },
  'providers-missing': {
    says: 'The move was begun with providers that are not loaded now.',
    why: 'Whoever goes on must know as much about the kinds as whoever began.',
    todo: 'Load the same providers, with the same options, as the command that began it.',
    page: 'docs/providers.md',
    exitCode: 2,
  },
};
