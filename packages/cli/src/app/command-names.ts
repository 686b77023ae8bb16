export const commandNames = ['move', 'plan', 'graph', 'version', 'completion'] as const;

export type CommandName = (typeof commandNames)[number];

/** One line for each command, for lists of commands. */
export const commandBriefs: Readonly<Record<CommandName, string>> = {
  move: 'Move Cluster API objects from one management cluster to another',
  plan: 'Show what a move would do, and what stands in its way; change nothing',
  graph: 'Print the objects of a namespace and their owners as a graph',
  version: 'Print the version of tsmove',
  completion: 'Print the completion script for a shell',
};
