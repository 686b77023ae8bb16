import { defaults } from '../../defaults.ts';
import { leases, namespaces, secrets } from '../../discover/core-types.ts';
import type { RightsFacts } from './facts.ts';
import { rightsOf, type RequiredRight, type Side } from './right.ts';

const namespace = defaults.systemNamespace;

/** Leases on both sides (contract 7.1), and the journal where it is kept there. */
export function rightsToKeep(facts: RightsFacts): readonly RequiredRight[] {
  return [
    ...(['source', 'target'] as const).flatMap((side) => [
      ...onLeases(side, facts),
      ...(facts.journalInClusters ? onJournal(side) : []),
    ]),
    ...(facts.plan.objects.some(({ onConflict }) => onConflict === 'update') ? onReplaced() : []),
  ];
}

/** What is replaced in the target is kept there, for an undo, as long as the move runs. */
function onReplaced(): readonly RequiredRight[] {
  const may = rightsOf('target', 'move');
  const all = ['get', 'list', 'create', 'update', 'delete'];
  return may(all, secrets, { namespace }, 'keeps what it replaces until the move is over');
}

/** Removing the namespace at the end is not asked for: one that may not be removed stays, and does no harm. */
function onLeases(side: Side, { withoutSystemNamespace }: RightsFacts): readonly RequiredRight[] {
  const may = rightsOf(side, 'move');
  return [
    ...may(['get', 'list'], leases, { namespace }, 'looks whether another move has the same objects in hand'),
    ...may(['create', 'update', 'delete'], leases, { namespace }, 'says whose turn it is, as long as the move runs'),
    ...may(['get'], namespaces, { name: namespace }, 'looks whether the namespace of the Leases is there'),
    ...(withoutSystemNamespace.has(side) ? may(['create'], namespaces, {}, 'creates the namespace of the Leases') : []),
  ];
}

function onJournal(side: Side): readonly RequiredRight[] {
  const may = rightsOf(side, 'move');
  return [
    ...may(['get', 'list'], secrets, { namespace }, 'reads the journal'),
    ...may(['create', 'update'], secrets, { namespace }, 'writes the journal'),
    ...may(['delete'], secrets, { namespace }, 'removes the journal of a move that is over'),
  ];
}
