import { exitCodes } from '../exit-codes.ts';
import { rbacGroups } from '../flags/rbac.ts';
import type { CommandHelp } from './command-help.ts';
import { environmentList } from './common.ts';

export const rbacHelp: CommandHelp = {
  about: [
    'Prints the least Roles and ClusterRoles with which a user of each side can make this move, and undo it: one Role for each namespace, and one ClusterRole for what has none. It reads both sides with the rights of who runs it, and changes nothing.',
    'Bindings are not printed; the comments say how to make them. Without a target the roles are made as if its namespaces were there. Where the target lacks a namespace that the move would create, rights in all namespaces are needed: create it before.',
  ],
  usage: ['rbac [FLAGS]', 'rbac --to-kubeconfig FILE [FLAGS]'],
  groups: rbacGroups,
  lists: [
    environmentList,
    {
      heading: 'Exit codes',
      items: [
        [exitCodes.done.toString(), 'Done.'],
        [exitCodes.failed.toString(), 'A cluster could not be read.'],
        [exitCodes.usage.toString(), 'The command line, the environment or a kubeconfig cannot be used.'],
      ],
    },
  ],
  examples: [
    {
      aim: 'Give the source what it needs',
      command: 'tsmove rbac --to-kubeconfig target.yaml -n fleet --source-only | kubectl apply -f -',
    },
    {
      aim: 'And the target',
      command:
        'tsmove rbac --to-kubeconfig target.yaml -n fleet --target-only | kubectl --kubeconfig target.yaml apply -f -',
    },
    {
      aim: 'Check them, as the user of the move',
      command: 'tsmove plan --kubeconfig mover-source.yaml --to-kubeconfig mover-target.yaml -n fleet',
    },
  ],
};
