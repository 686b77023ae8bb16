import { exitCodes } from '../exit-codes.ts';
import { recoverGroups, resumeGroups, rollbackGroups } from '../flags/going-on.ts';
import { reportGroups } from '../flags/report.ts';
import { statusGroups } from '../flags/status.ts';
import type { CommandHelp, HelpList } from './command-help.ts';
import { environmentList, exitCodeList } from './common.ts';

const readingExitCodes = (refused: string): HelpList => ({
  heading: 'Exit codes',
  items: [
    [exitCodes.done.toString(), 'Done.'],
    [exitCodes.failed.toString(), 'A cluster could not be read.'],
    [exitCodes.usage.toString(), 'The command line, a kubeconfig or a journal cannot be used.'],
    ...(refused === '' ? [] : [[exitCodes.refused.toString(), refused] as const]),
  ],
});

/** The help of the commands about moves that were begun before. */
export const movesHelp: Readonly<Record<'status' | 'resume' | 'rollback' | 'recover' | 'report', CommandHelp>> = {
  status: {
    about: [
      'Lists the moves that were begun and have not come to their end, from the journals of this machine. With a kubeconfig or a context it also looks into the clusters: for moves of other machines, and for journals that are kept there. It changes nothing.',
      'With MOVE it shows that one in detail, and the commands to go on with it.',
    ],
    usage: ['status [MOVE] [FLAGS]'],
    groups: statusGroups,
    lists: [environmentList, readingExitCodes('')],
    examples: [
      { aim: 'What is open on this machine?', command: 'tsmove status' },
      {
        aim: 'And in these two clusters, whoever began it?',
        command: 'tsmove status --kubeconfig bootstrap.yaml --to-kubeconfig target.yaml',
      },
      { aim: 'Everything, for a script', command: 'tsmove status --all -o json' },
    ],
  },
  resume: {
    about: [
      'Goes on with a move that stopped half way, by its journal: what is done is not done again, and everything is compared as in a move. It can be stopped and resumed as often as it takes.',
      'While the process that had the move may be alive, it waits until that one has been silent for as long as its Lease lasts.',
    ],
    usage: ['resume [MOVE] --to-kubeconfig FILE [FLAGS]', 'resume [MOVE] --archive FILE --to-kubeconfig FILE [FLAGS]'],
    groups: resumeGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      {
        aim: 'The only open move',
        command: 'tsmove resume --kubeconfig bootstrap.yaml --to-kubeconfig target.yaml',
      },
      {
        aim: 'A move whose journal is in the clusters',
        command: 'tsmove resume 20260131-093000-1a2b3c4d --journal cluster --to-kubeconfig target.yaml',
      },
    ],
  },
  rollback: {
    about: [
      'Undoes a move. As long as nothing was resumed in the target, the source gets back every object and its earlier state, and nothing of the move stays in the target; what was deleted in the source is made anew there.',
      'Once the target has taken over, the move is finished, and everything moves back as a move of its own. It asks before it begins.',
    ],
    usage: [
      'rollback [MOVE] --to-kubeconfig FILE [FLAGS]',
      'rollback [MOVE] --archive FILE [FLAGS]',
      'rollback [MOVE] --abandon-target [FLAGS]',
    ],
    groups: rollbackGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      {
        aim: 'Undo the only open move',
        command: 'tsmove rollback --kubeconfig bootstrap.yaml --to-kubeconfig target.yaml',
      },
      {
        aim: 'The target is gone for good',
        command: 'tsmove rollback --abandon-target --kubeconfig bootstrap.yaml',
      },
    ],
  },
  recover: {
    about: [
      'Ends a move whose journal is lost, from what both clusters hold: the Leases of the move, and its marks on objects. Before everything was in the target and verified, the move is undone; after that it is finished.',
      'If there is a journal, tsmove resume and tsmove rollback know more and are the better choice.',
    ],
    usage: ['recover [MOVE] --to-kubeconfig FILE [FLAGS]'],
    groups: recoverGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      {
        aim: 'From any machine that reaches both clusters',
        command: 'tsmove recover --kubeconfig bootstrap.yaml --to-kubeconfig target.yaml',
      },
      {
        aim: 'The process that had it is known to be dead',
        command: 'tsmove recover --kubeconfig bootstrap.yaml --to-kubeconfig target.yaml --skip-lease-wait',
      },
    ],
  },
  report: {
    about: [
      'Shows from its journal what a move did: its phases, and for each object where it is, when it was worked on, for how long, and why it failed. Without MOVE the latest one. It contacts nobody, unless the journal is in the clusters.',
    ],
    usage: ['report [MOVE] [FLAGS]'],
    groups: reportGroups,
    lists: [environmentList, readingExitCodes('There is no move.')],
    examples: [
      { aim: 'The latest move', command: 'tsmove report' },
      { aim: 'Every step of one object', command: 'tsmove report --object Machine/prod-0' },
      { aim: 'A page with its timeline', command: 'tsmove report -o html > move.html' },
      { aim: 'For a script', command: 'tsmove report 20260131-093000-1a2b3c4d -o json' },
    ],
  },
};
