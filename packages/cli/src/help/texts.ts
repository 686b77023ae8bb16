import { type CommandName, commandBriefs, commandNames } from '../app/command-names.ts';
import { exitCodes } from '../exit-codes.ts';
import { graphGroups } from '../flags/graph.ts';
import { moveGroups } from '../flags/move.ts';
import { planGroups } from '../flags/plan.ts';
import type { CommandHelp } from './command-help.ts';
import { environmentList, exitCodeList } from './common.ts';
import { movesHelp } from './moves.ts';

export const programHelp: CommandHelp = {
  about: ['tsmove moves Cluster API objects from one management cluster to another, with their status.'],
  usage: ['COMMAND [FLAGS]', '--to-kubeconfig FILE [FLAGS]      (the command is move)'],
  groups: [],
  lists: [
    { heading: 'Commands', items: commandNames.map((name) => [name, `${commandBriefs[name]}.`] as const) },
    environmentList,
    exitCodeList,
  ],
  examples: [
    { aim: 'See what a move would do', command: 'tsmove plan --to-kubeconfig target.yaml -n fleet' },
    { aim: 'Move the namespace', command: 'tsmove move --to-kubeconfig target.yaml -n fleet' },
    { aim: 'See what is open, and how to go on', command: 'tsmove status' },
    { aim: 'All flags of a command', command: 'tsmove move --help' },
  ],
};

export const commandHelp: Readonly<Record<CommandName, CommandHelp>> = {
  move: {
    about: [
      'Moves the Cluster API objects of a namespace to another management cluster: pauses them in the source, creates them in the target with their status, compares the two, deletes them from the source and resumes them in the target.',
      'Nothing is deleted before everything is in the target and verified. Until then a failure, or Ctrl-C, undoes what was begun; a second Ctrl-C stops at once.',
      'A move whose process dies is gone on with by tsmove resume, or undone by tsmove rollback, from its journal: tsmove status shows how.',
      'Flags of clusterctl move keep their names. Directories are not supported yet.',
    ],
    usage: ['move --to-kubeconfig FILE [FLAGS]', 'move --to-kubeconfig-context NAME [FLAGS]', 'move --dry-run [FLAGS]'],
    groups: moveGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      {
        aim: 'Move namespace fleet',
        command: 'tsmove move --kubeconfig bootstrap.yaml --to-kubeconfig target.yaml -n fleet',
      },
      {
        aim: 'Only two Clusters of it',
        command: 'tsmove move --to-kubeconfig target.yaml -n fleet --cluster a --cluster b',
      },
      { aim: 'Only look', command: 'tsmove move --dry-run -n fleet' },
      {
        aim: 'Keep a record of every step',
        command: 'tsmove move --to-kubeconfig target.yaml -n fleet -o json > move.jsonl',
      },
    ],
  },
  plan: {
    about: [
      'Reads the source, and the target if one is given, and prints what a move would do and what stands in its way. It changes nothing on either side.',
      'It takes all flags of move, so that only the verb changes; those that only concern the move itself have no effect.',
    ],
    usage: ['plan [FLAGS]', 'plan --to-kubeconfig FILE [FLAGS]'],
    groups: planGroups,
    lists: [
      environmentList,
      {
        heading: 'Exit codes',
        items: [
          [exitCodes.done.toString(), 'Planned. With --detailed-exitcode: there is nothing to move.'],
          [
            exitCodes.failed.toString(),
            'Failed. With --detailed-exitcode also: the command line or a kubeconfig cannot be used.',
          ],
          [
            exitCodes.usage.toString(),
            'The command line or a kubeconfig cannot be used. With --detailed-exitcode: there is something to move.',
          ],
          [exitCodes.refused.toString(), 'A move would be refused; the findings say why.'],
        ],
      },
    ],
    examples: [
      { aim: 'What would move, and may it?', command: 'tsmove plan --to-kubeconfig target.yaml -n fleet' },
      { aim: 'Is there anything to move?', command: 'tsmove plan -n fleet --detailed-exitcode' },
      { aim: 'For a script', command: 'tsmove plan -n fleet -o json' },
    ],
  },
  ...movesHelp,
  graph: {
    about: [
      'Prints the objects of a namespace, their owners and what they use: the graph that plans are made from. It reads the source only.',
    ],
    usage: ['graph [FLAGS]'],
    groups: graphGroups,
    lists: [environmentList],
    examples: [
      { aim: 'A picture with Graphviz', command: 'tsmove graph -n fleet | dot -Tsvg > fleet.svg' },
      { aim: 'For a page in Markdown', command: 'tsmove graph -n fleet -o mermaid' },
    ],
  },
  version: {
    about: ['Prints the version of tsmove, of Node.js and of the platform. It contacts nobody.'],
    usage: ['version [-o text|json]'],
    groups: [],
    examples: [{ aim: 'For a script', command: 'tsmove version -o json' }],
  },
  completion: {
    about: [
      'Prints a script that makes the shell complete commands, flags, values, files and the contexts of kubeconfigs.',
      'For kubectl tsmove, put an executable kubectl_complete-tsmove on the PATH that runs: tsmove __complete "$@"',
    ],
    usage: ['completion bash|zsh|fish'],
    groups: [],
    examples: [
      { aim: 'bash', command: 'source <(tsmove completion bash)' },
      { aim: 'zsh, in a folder of $fpath', command: 'tsmove completion zsh > "${fpath[1]}/_tsmove"' },
      { aim: 'fish', command: 'tsmove completion fish > ~/.config/fish/completions/tsmove.fish' },
    ],
  },
};
