import type { ErrorFacts } from '../types.ts';

/**
 * Errors of a move. What fails after the first write is the cause of another error, `rolled-back` or `partial-move`,
 * which decides the exit code.
 */
export const moveErrors: Readonly<Record<string, ErrorFacts>> = {
  'already-exists': {
    says: 'The target has an object of this name that the move did not create, and that cannot be shared.',
    todo: 'Find out what it belongs to; remove it from the target or rename one of the two, then move again.',
  },
  blocked: {
    says: 'An object did not come to rest in time, so that the move was given up and its pauses taken back.',
    todo: 'See what the named object waits for, then move again.',
    exitCode: 3,
  },
  'clusters-stayed': {
    says: 'With --per-cluster some Clusters have moved and others stayed, each of them completely.',
    todo: 'Mend what is said of those that stayed, and move again: what has moved is not touched any more.',
    exitCode: 1,
  },
  'create-refused': {
    says: 'The target refused to create an object; the words of its API server are in the message.',
    todo: 'Do what the server says; tsmove plan --dry-run=server asks it beforehand.',
  },
  'export-not-resumable': {
    says: 'An export that stopped cannot be gone on with.',
    why: 'What is not in its file yet has to be read anew.',
    todo: 'Give the source its earlier state with tsmove rollback, then export again.',
    page: 'docs/archives.md',
    exitCode: 2,
  },
  'hold-unknown': {
    says: 'The move has paused an object, but how it was before is not written on it.',
    todo: 'Give it its earlier pause by hand, take the annotations tsmove.dev/* off, and run tsmove recover again.',
  },
  'import-released': {
    says: 'An import has released its objects in the target, so that they cannot go back into an archive.',
    todo: 'Finish it with tsmove resume; what has come to life moves on with tsmove move.',
    page: 'docs/archives.md',
    exitCode: 2,
  },
  'move-blocked': {
    says: 'A provider has not taken the annotation clusterctl.cluster.x-k8s.io/block-move off in time.',
    why: 'It says that something is under way that another controller could not go on with.',
    todo: 'See what its provider still does, or give it longer with --block-move-timeout.',
    exitCode: 3,
  },
  'move-finished': {
    says: 'The move has come to its end, so that there is nothing to go on with.',
    todo: 'See with tsmove report how it ended.',
    exitCode: 2,
  },
  'not-known': {
    says: 'What would have to be known to end the move is in its journal only, and not in the clusters.',
    todo: 'Find the journal and use tsmove resume or tsmove rollback; otherwise take the named object out of the way.',
    exitCode: 3,
  },
  'original-missing': {
    says: 'An object that the move has copied is in the source no more, so its copy in the target is not removed.',
    why: 'The copy is the only one that is left.',
    todo: 'Find out who deleted it in the source, and restore it there or keep the copy.',
  },
  'owner-missing': {
    says: 'An object was to be created whose owner is not in the target.',
    why: 'The garbage collector would take it within a moment.',
    todo: 'Roll back, see with tsmove graph what owns it, and move again.',
  },
  'partial-move': {
    says: 'The move stopped half way. What was held is still held, so nothing is reconciled on both sides.',
    why: 'The reason is its cause, which has a code of its own.',
    todo: 'Mend the cause, then run tsmove resume or tsmove rollback as the message says.',
    exitCode: 4,
  },
  'pause-not-acknowledged': {
    says: 'A controller has not said in time that it has seen the pause.',
    why: 'A paused object is not yet a quiet one: its controller may still be writing.',
    todo: 'See that its controller runs in the source, or give it longer with --pause-timeout.',
    exitCode: 3,
  },
  preflight: {
    says: 'Findings have refused the move; each has a code of its own.',
    todo: 'See to what each finding says, or declare it to be in order.',
    page: 'docs/preflight.md',
    exitCode: 3,
  },
  'reappeared-in-source': {
    says: 'An object that had moved is in the source again: something there made it anew.',
    why: 'Released on both sides, two controllers would work on the same machines.',
    todo: 'Suspend what creates it (Flux, Argo CD, a pipeline), delete it in the source while keeping its infrastructure, and run tsmove resume.',
    page: 'docs/gitops.md',
  },
  'replaced-lost': {
    says: 'An undo cannot put back what the move had replaced in the target: the copy that was kept of it is gone.',
    why: 'Somebody has removed or changed a Secret in the namespace tsmove-system.',
    todo: 'Bring the object back by hand, from a backup, then go on.',
    page: 'docs/conflicts.md',
  },
  'rolled-back': {
    says: 'The move failed and was undone: the source has everything, and nothing of it is in the target.',
    why: 'The reason is its cause, which has a code of its own.',
    todo: 'Mend the cause, and move again.',
    exitCode: 1,
  },
  'shared-object-differs': {
    says: 'Clusters share an object, and the target has another one of its name.',
    why: 'What clusters there use is never changed by a move.',
    todo: 'Make the two equal, or rename one of them, then move again.',
  },
  'shared-object-missing': {
    says: 'Clusters of several shards use an object, and the target does not have it any more.',
    todo: 'See who has deleted it there. Move again: what Clusters share is brought first.',
    page: 'docs/in-cluster.md',
  },
  'target-abandoned': {
    says: 'The move has given its target up and released the source.',
    todo: 'Once the target can be reached again, tsmove rollback takes away what the move had put there.',
    exitCode: 2,
  },
  'target-transient': {
    says: 'The target of a move is a server in memory, where everything would be lost.',
    todo: 'Give a real API server as the target.',
    exitCode: 2,
  },
  timeout: {
    says: 'The limit of time was over before the move was committed, so that it was undone; or before an unfinished one was gone on with, so that nothing was changed.',
    todo: 'Give it longer with --timeout, or find out with -v 5 what it waited for.',
    exitCode: 3,
  },
  verify: {
    says: 'An object in the target, or in the source, is not what it has to be.',
    why: 'Nothing is deleted before both sides have been compared.',
    todo: 'Find out who changed it; docs/equality.md says what counts as the same.',
    page: 'docs/equality.md',
  },
};
