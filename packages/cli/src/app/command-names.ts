export const commandNames = [
  'move',
  'plan',
  'status',
  'resume',
  'rollback',
  'recover',
  'report',
  'graph',
  'version',
  'completion',
] as const;

export type CommandName = (typeof commandNames)[number];

/** One line for each command, for lists of commands. */
export const commandBriefs: Readonly<Record<CommandName, string>> = {
  move: 'Move Cluster API objects from one management cluster to another',
  plan: 'Show what a move would do, and what stands in its way; change nothing',
  status: 'Show moves that were begun, how far they are, and how to go on',
  resume: 'Go on with a move that stopped',
  rollback: 'Undo a move that stopped, or move everything back',
  recover: 'End a move whose journal is lost, from what the clusters hold',
  report: 'Show object by object what a move did, and when',
  graph: 'Print the objects of a namespace and their owners as a graph',
  version: 'Print the version of tsmove',
  completion: 'Print the completion script for a shell',
};
