import { subcommandBriefs, subcommandNames } from '../app/command-names.ts';
import { exitCodes } from '../exit-codes.ts';
import { jobRenderGroups } from '../flags/job-render.ts';
import { jobRunGroups } from '../flags/job.ts';
import type { CommandHelp } from './command-help.ts';
import { environmentList, exitCodeList, readingExitCodes } from './common.ts';

/** The help of `job`, and of the commands below it. */
export const jobHelp: Readonly<Record<'job' | 'job run' | 'job render', CommandHelp>> = {
  job: {
    about: [
      'Moves from inside of a cluster. A Job of Kubernetes runs tsmove in a pod beside the objects; when the pod is lost, the next one goes on with the move. How it goes is told by Events, a ConfigMap and metrics.',
    ],
    usage: ['job COMMAND [FLAGS]'],
    groups: [],
    lists: [
      {
        heading: 'Commands',
        items: subcommandNames
          .filter((name) => name.startsWith('job '))
          .map((name) => [name.replace('job ', ''), `${subcommandBriefs[name]}.`] as const),
      },
      environmentList,
      exitCodeList,
    ],
    examples: [
      {
        aim: 'A Job in the source that moves namespace fleet',
        command:
          'tsmove job render --kubeconfig source.yaml --to-kubeconfig target.yaml -n fleet --image registry.example/tsmove:0.1.0 > job.yaml',
      },
      { aim: 'All flags of a command', command: 'tsmove job render --help' },
    ],
  },
  'job run': {
    about: [
      'Looks for a move of the same scope that an earlier pod has left, and goes on with it; if there is none, begins one. The journal is in both clusters, so nothing of the pod has to last.',
      'With --shards it moves the part of the Clusters that is for its index in an Indexed Job, at the same time as the other pods; docs/in-cluster.md says how.',
      'It tells the Job by Events how it goes, and a ConfigMap beside it; --metrics serves the same for Prometheus. It is the pod of its cluster: that side needs no kubeconfig.',
    ],
    usage: [
      'job run --to-kubeconfig FILE -n NAME [FLAGS]',
      'job run --this-side target --kubeconfig FILE -n NAME [FLAGS]',
    ],
    groups: jobRunGroups,
    lists: [
      environmentList,
      {
        heading: 'Exit codes',
        items: [
          ...exitCodeList.items,
          [
            exitCodes.notNow.toString(),
            'Refused for a reason that may pass: another process has the move or the namespace in hand, or objects are blocked.',
          ],
        ],
      },
    ],
    examples: [
      {
        aim: 'As the pod of a Job runs it',
        command: 'tsmove job run --to-kubeconfig /etc/tsmove/other-side/kubeconfig -n fleet',
      },
      {
        aim: 'With metrics',
        command: 'tsmove job run --to-kubeconfig target.yaml -n fleet --metrics :9090',
      },
      {
        aim: 'As a pod of an Indexed Job runs it',
        command: 'tsmove job run --to-kubeconfig /etc/tsmove/other-side/kubeconfig -n fleet --shards 3',
      },
    ],
  },
  'job render': {
    about: [
      'Prints a ServiceAccount, the least roles for the move on the side of the pod, and a Job. It reads both sides with the rights of who runs it, and changes nothing. The Secret with the kubeconfig of the other side is not among them: docs/in-cluster.md says how to make it.',
      'With --shards it is an Indexed Job: its pods divide the Clusters of the namespace and move them at the same time, each its own part. Clusters that have to move together are in one part. What they share comes first, and leaves the source last.',
    ],
    usage: ['job render --to-kubeconfig FILE -n NAME --image IMAGE [FLAGS]'],
    groups: jobRenderGroups,
    lists: [environmentList, readingExitCodes],
    examples: [
      {
        aim: 'A Job in the source',
        command:
          'tsmove job render --kubeconfig source.yaml --to-kubeconfig target.yaml -n fleet --image registry.example/tsmove:0.1.0',
      },
      {
        aim: 'An Indexed Job that moves the Clusters in five parts, two at a time',
        command:
          'tsmove job render --kubeconfig source.yaml --to-kubeconfig target.yaml -n fleet --image registry.example/tsmove:0.1.0 --shards 5 --parallelism 2',
      },
      {
        aim: 'A Job in the target, which fetches the objects',
        command:
          'tsmove job render --this-side target --kubeconfig source.yaml --to-kubeconfig target.yaml -n fleet --image registry.example/tsmove:0.1.0',
      },
    ],
  },
};
