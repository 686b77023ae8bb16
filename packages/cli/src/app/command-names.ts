export const commandNames = [
  'move',
  'plan',
  'apply',
  'status',
  'resume',
  'rollback',
  'recover',
  'report',
  'pivot',
  'check',
  'job',
  'diff',
  'rbac',
  'export',
  'import',
  'archive',
  'leases',
  'graph',
  'explain',
  'providers',
  'version',
  'completion',
] as const;

export type CommandName = (typeof commandNames)[number];

/** One line for each command, for lists of commands. */
export const commandBriefs: Readonly<Record<CommandName, string>> = {
  move: 'Move Cluster API objects from one management cluster to another',
  plan: 'Show what a move would do, and what stands in its way; change nothing',
  apply: 'Carry out a plan that was reviewed, exactly, or not at all',
  status: 'Show moves that were begun, how far they are, and how to go on',
  resume: 'Go on with a move that stopped',
  rollback: 'Undo a move that stopped, or move everything back',
  recover: 'End a move whose journal is lost, from what the clusters hold',
  report: 'Show object by object what a move did, and when',
  pivot: 'Move with all that has to happen around it: components, Ironic, controllers, checks',
  check: 'Check whether what has moved has come to rest',
  job: 'Move from inside of a cluster, as a Job of Kubernetes',
  rbac: 'Print the least roles with which a move can be made, for both sides',
  diff: 'Compare source and target, object by object and field by field',
  export: 'Write the objects of a namespace into an archive',
  import: 'Create the objects of an archive in a management cluster',
  archive: 'Look into an archive, and check that it is whole',
  leases: 'Show, check and copy the DHCP leases of Metal3',
  graph: 'Print the objects of a namespace and their owners as a graph',
  explain: 'Explain a code, or why an object moves, is copied or stays',
  providers: 'List what is known about kinds besides the general rules',
  version: 'Print the version of tsmove',
  completion: 'Print the completion script for a shell',
};

export const subcommandNames = [
  'job run',
  'job render',
  'leases show',
  'leases check',
  'leases copy',
  'archive inspect',
  'archive verify',
] as const;

/** A command of two words. */
export type SubcommandName = (typeof subcommandNames)[number];

/** One line for each of them, for the help of the first word. */
export const subcommandBriefs: Readonly<Record<SubcommandName, string>> = {
  'job run': 'What the pod of a Job runs: go on with the move, or begin it, and tell the cluster how it goes',
  'job render': 'Print a Job that moves a namespace, with the least rights for it',
  'leases show': 'Show the leases of a dnsmasq, a ConfigMap or a file',
  'leases check': 'Check whether dnsmasq would take them, and compare them with hosts',
  'leases copy': 'Copy them to a ConfigMap of the target, merged with what is there',
  'archive inspect': 'Show where an archive is from, and what is in it',
  'archive verify': 'Check that nothing of it is missing or was changed',
};
