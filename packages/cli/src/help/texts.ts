import { type CommandName, commandBriefs, commandNames, type SubcommandName } from '../app/command-names.ts';
import { exitCodes } from '../exit-codes.ts';
import { applyGroups } from '../flags/apply.ts';
import { diffGroups } from '../flags/diff.ts';
import { explainGroups } from '../flags/explain.ts';
import { graphGroups } from '../flags/graph.ts';
import { moveGroups } from '../flags/move.ts';
import { checkGroups, pivotGroups } from '../flags/pivot.ts';
import { planGroups } from '../flags/plan.ts';
import { providersGroups } from '../flags/providers.ts';
import { archivesHelp } from './archives.ts';
import type { CommandHelp } from './command-help.ts';
import { environmentList, exitCodeList, localExitCodes, readingExitCodes } from './common.ts';
import { jobHelp } from './job.ts';
import { leasesHelp } from './leases.ts';
import { movesHelp } from './moves.ts';
import { rbacHelp } from './rbac.ts';

export const programHelp: CommandHelp = {
  about: [
    'tsmove moves Cluster API objects from one management cluster to another, with their status. It compares both sides before it deletes anything, and undoes what fails before that.',
    'Begin with tsmove plan: it only looks. tsmove COMMAND --help says when to use a command, what it never does, and what to run next.',
  ],
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

export const commandHelp: Readonly<Record<CommandName | SubcommandName, CommandHelp>> = {
  move: {
    about: [
      'Moves the Cluster API objects of a namespace to another management cluster: pauses them in the source, creates them in the target with their status, compares the two, deletes them from the source and resumes them in the target.',
      'Nothing is deleted before everything is in the target and verified. Until then a failure, or Ctrl-C, undoes what was begun; a second Ctrl-C stops at once.',
      'A move whose process dies is gone on with by tsmove resume, or undone by tsmove rollback, from its journal: tsmove status shows how.',
      'Flags of clusterctl move keep their names; directories that it has written are read, and it reads those of --to-directory.',
    ],
    usage: [
      'move --to-kubeconfig FILE [FLAGS]',
      'move --to-kubeconfig-context NAME [FLAGS]',
      'move --to-directory DIR [FLAGS]',
      'move --from-directory DIR [--to-kubeconfig FILE] [FLAGS]',
      'move --dry-run [FLAGS]',
    ],
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
      {
        aim: 'Into a namespace of another name',
        command: 'tsmove move --to-kubeconfig target.yaml --namespace-map fleet=fleet-prod',
      },
      {
        aim: 'With an encrypted backup',
        command: 'tsmove move --to-kubeconfig target.yaml -n fleet --backup fleet.tar.age --encrypt-to age1alice',
      },
      {
        aim: 'Keep a record of every step',
        command: 'tsmove move --to-kubeconfig target.yaml -n fleet -o json > move.jsonl',
      },
    ],
  },
  apply: {
    about: [
      'Carries out a plan that tsmove plan --out has written and somebody has looked at. It reads both clusters and plans anew: if that comes to the same, it moves; if objects have come, gone, been replaced or changed owners, or a cluster is another one, it says which, and changes nothing. The same holds until the source is paused and read for the last time.',
    ],
    usage: ['apply PLAN --to-kubeconfig FILE [FLAGS]', 'apply PLAN --dry-run [FLAGS]'],
    groups: applyGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      {
        aim: 'Plan, look, carry out',
        command: 'tsmove plan --to-kubeconfig target.yaml -n fleet --out fleet.plan.json',
      },
      { aim: '', command: 'tsmove apply fleet.plan.json --to-kubeconfig target.yaml' },
      {
        aim: 'Is it still the plan that was reviewed?',
        command: 'tsmove apply fleet.plan.json --to-kubeconfig target.yaml --dry-run',
      },
    ],
  },
  diff: {
    about: [
      'Compares what a move would take along on both sides, at any time: before a move, in the middle of one, after it. What servers set themselves does not count, and owners count by what they are. It tells where objects differ and never the values: they may be secret. It changes nothing.',
    ],
    usage: ['diff --to-kubeconfig FILE [FLAGS]'],
    groups: diffGroups,
    lists: [
      environmentList,
      {
        heading: 'Exit codes',
        items: [
          [exitCodes.done.toString(), 'Compared. With --detailed-exitcode: both sides are equal.'],
          [exitCodes.failed.toString(), 'A cluster could not be read.'],
          [
            exitCodes.usage.toString(),
            'The command line or a kubeconfig cannot be used. With --detailed-exitcode: the sides differ.',
          ],
        ],
      },
    ],
    examples: [
      {
        aim: 'Is the restored cluster what it was?',
        command: 'tsmove diff --kubeconfig old.yaml --to-kubeconfig new.yaml -n fleet',
      },
      {
        aim: 'For a script: 0 if they are equal, 2 if they differ',
        command: 'tsmove diff --to-kubeconfig new.yaml -n fleet --detailed-exitcode --quiet',
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
      {
        aim: 'A page to look through and to hand on',
        command: 'tsmove plan --to-kubeconfig target.yaml -n fleet -o html > plan.html',
      },
    ],
  },
  ...movesHelp,
  pivot: {
    about: [
      'Moves the Cluster API objects of a namespace with all that has to happen around the move: components are applied to the target and waited for; once the source is held, its Ironic and, with --scale-down-source, its controllers go down, and the Ironic of the target comes up; then everything moves, and is checked.',
      'Until the move is committed a failure, or Ctrl-C, undoes every step. A pivot that stopped half way is gone on with by the same command, on any machine: its record is in the source, its journal in both clusters. With --undo it is undone instead; what had been released in the target moves back.',
      'It ends with 3 if checks have failed. The pivot stays open then: run it again, or undo it.',
    ],
    usage: ['pivot --to-kubeconfig FILE --components PATH [FLAGS]', 'pivot --dry-run [FLAGS]', 'pivot --undo [FLAGS]'],
    groups: pivotGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      {
        aim: 'See what would be done',
        command: 'tsmove pivot --dry-run --to-kubeconfig target.yaml -n metal3 --components ./components',
      },
      {
        aim: 'Pivot a Metal3 management cluster',
        command:
          'tsmove pivot --to-kubeconfig target.yaml -n metal3 --components ./components --provisioning-interface eth1 --scale-down-source',
      },
      { aim: 'Undo one that stopped', command: 'tsmove pivot --undo --to-kubeconfig target.yaml -n metal3' },
    ],
  },
  check: {
    about: [
      'Checks whether a namespace has come to rest in the target: controllers are up, hosts in settled states, conditions True, nothing of it left in the source. While the source has the record of a pivot, everything is compared with how it was before. It changes nothing, and ends with 3 if a check has failed.',
    ],
    usage: ['check --to-kubeconfig FILE [FLAGS]'],
    groups: checkGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      { aim: 'After a move', command: 'tsmove check --to-kubeconfig target.yaml -n fleet' },
      {
        aim: 'One look, for a script',
        command: 'tsmove check --to-kubeconfig target.yaml -n fleet --settle-timeout 1s -o json',
      },
    ],
  },
  ...jobHelp,
  rbac: rbacHelp,
  ...archivesHelp,
  ...leasesHelp,
  graph: {
    about: [
      'Prints the objects of a namespace, their owners and what they use: the graph that plans are made from. It reads the source only.',
    ],
    usage: ['graph [FLAGS]'],
    groups: graphGroups,
    lists: [environmentList, readingExitCodes],
    examples: [
      { aim: 'A picture', command: 'tsmove graph -n fleet -o svg > fleet.svg' },
      { aim: 'A page to look through', command: 'tsmove graph -n fleet -o html > fleet.html' },
      { aim: 'A picture with Graphviz', command: 'tsmove graph -n fleet | dot -Tpng > fleet.png' },
      { aim: 'For a page in Markdown', command: 'tsmove graph -n fleet -o mermaid' },
    ],
  },
  explain: {
    about: [
      'With a code, as errors and findings carry it: what it means, why it matters, what to do, and whether it can be passed over. It contacts nobody. Without an argument all codes are listed.',
      'With an object of the source: whether a move takes it along and why, through which owners or labels; what holds it meanwhile; what was found about it; and, if Flux or Argo CD applies it, what would fight the move and the commands that suspend it. It takes the flags of tsmove plan, so that the answer is about the same plan, and changes nothing.',
    ],
    usage: ['explain [CODE] [-o text|json]', 'explain KIND/NAME [-n NAMESPACE] [FLAGS]'],
    groups: explainGroups,
    lists: [environmentList, readingExitCodes],
    examples: [
      { aim: 'What does this finding mean?', command: 'tsmove explain gitops-managed' },
      { aim: 'Why does this Secret stay?', command: 'tsmove explain Secret/prod-ca -n fleet' },
      {
        aim: 'And with the selection of a plan?',
        command: 'tsmove explain clusterclass.cluster.x-k8s.io/standard -n fleet --cluster prod',
      },
    ],
  },
  providers: {
    about: [
      'Lists the providers that are loaded and, for each kind they have something to say about, how it takes part in a move, how it is held and in which order it is released, and whether its status travels. A kind has each of these from the first provider that says it. It contacts nobody.',
    ],
    usage: ['providers [FLAGS]'],
    groups: providersGroups,
    lists: [environmentList, localExitCodes],
    examples: [
      { aim: 'What is known about BareMetalHosts?', command: 'tsmove providers | grep BareMetalHost' },
      { aim: 'Is a provider of your own in order?', command: 'tsmove providers --provider ./my-provider.js' },
    ],
  },
  version: {
    about: ['Prints the version of tsmove, of Node.js and of the platform. It contacts nobody.'],
    usage: ['version [-o text|json]'],
    groups: [],
    lists: [localExitCodes],
    examples: [
      { aim: 'In a report of a problem', command: 'tsmove version' },
      { aim: 'For a script', command: 'tsmove version -o json' },
    ],
  },
  completion: {
    about: [
      'Prints a script that makes the shell complete commands, flags, values, files, the contexts of kubeconfigs, namespaces, Clusters and moves.',
      'For kubectl tsmove, put an executable kubectl_complete-tsmove on the PATH that runs: tsmove __complete "$@"',
    ],
    usage: ['completion bash|zsh|fish'],
    groups: [],
    lists: [localExitCodes],
    examples: [
      { aim: 'bash', command: 'source <(tsmove completion bash)' },
      { aim: 'zsh, in a folder of $fpath', command: 'tsmove completion zsh > "${fpath[1]}/_tsmove"' },
      { aim: 'fish', command: 'tsmove completion fish > ~/.config/fish/completions/tsmove.fish' },
    ],
  },
};
