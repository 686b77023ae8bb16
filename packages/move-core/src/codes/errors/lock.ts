import type { ErrorFacts } from '../types.ts';

/** Errors about the Leases that say whose turn it is. */
export const lockErrors: Readonly<Record<string, ErrorFacts>> = {
  'lease-damaged': {
    says: 'A Lease in the namespace tsmove-system is none of tsmove, or was changed by hand.',
    why: 'What it says decides what may be deleted, so nothing in it is guessed.',
    todo: 'Look at it with kubectl; delete it only if no move of this namespace is open.',
    exitCode: 3,
  },
  'lease-newer': {
    says: 'A Lease was written by a newer version of tsmove.',
    todo: 'Use that version.',
    exitCode: 3,
  },
  'lease-too-slow': {
    says: 'The Leases of the move could not be renewed in half of their duration.',
    why: 'Another process might believe that this one is dead.',
    todo: 'Use a longer --lease-duration, or a better connection to both clusters.',
  },
  'lock-ended': {
    says: 'Something was to be sent after the move had given its Leases back.',
    todo: 'See how the move stands with tsmove status.',
    exitCode: 4,
  },
  locked: {
    says: 'Another move, or another process with the same move, is at work on these objects.',
    todo: 'Wait for it; if nobody carries it out any more, end it with tsmove resume or tsmove rollback.',
    exitCode: 3,
  },
  'namespace-terminating': {
    says: 'The namespace tsmove-system is being deleted and does not come to an end.',
    todo: 'Look at its status for what holds it.',
    exitCode: 3,
  },
  'no-lease': {
    says: 'No cluster has a Lease of the move.',
    todo: 'The move is over, was never begun, or is between other clusters: see tsmove status.',
  },
  'recover-begun': {
    says: 'Somebody has begun to recover the move without its journal.',
    why: 'The journal knows nothing of what was done since.',
    todo: 'Go on with tsmove recover.',
    exitCode: 3,
  },
  'several-moves': {
    says: 'There are several unfinished moves, and none was named.',
    todo: 'Name the one to recover; tsmove status lists them.',
    exitCode: 2,
  },
  'taken-over': {
    says: 'Another process has taken the move over; this one has sent nothing since.',
    todo: 'Leave it to that process, and see with tsmove status how it stands.',
    exitCode: 4,
  },
  'wrong-clusters': {
    says: 'The move, or the pivot, was begun between other clusters than the ones given.',
    todo: 'Give the kubeconfigs and contexts of the same two clusters.',
  },
};
