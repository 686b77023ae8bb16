import { completeClusters, completeNamespaces } from '../completion/names.ts';
import type { FlagGroup } from './group.ts';
import { parseName, parseNamespaceMap, parseResource } from './values.ts';

export interface NamespaceFlags {
  readonly namespace: string | undefined;
}

/** What is done with objects that the target has already. */
export interface ConflictFlags {
  readonly onConflict: 'fail' | 'skip' | 'update' | undefined;
}

/** What is moved. */
export interface ScopeFlags extends NamespaceFlags, ConflictFlags {
  readonly namespaceMap: { readonly from: string; readonly to: string } | undefined;
  readonly cluster: readonly string[] | undefined;
  readonly keepInSource: readonly string[] | undefined;
  readonly status: 'carry' | 'drop' | undefined;
}

const namespace: FlagGroup<NamespaceFlags>['flags'] = {
  namespace: {
    kind: 'parsed',
    parse: parseName,
    proposeCompletions(partial) {
      return completeNamespaces(this, partial);
    },
    optional: true,
    placeholder: 'NAME',
    brief: "Namespace; without it the context's, else default.",
  },
};

export const conflictGroup: FlagGroup<ConflictFlags> = {
  heading: 'What is in the target already',
  flags: {
    onConflict: {
      kind: 'enum',
      values: ['fail', 'skip', 'update'],
      optional: true,
      brief:
        "fail: refuse the move (default). skip: leave the target's as it is, and keep this one in the source; not for what a controller works on, like Machines. update: replace the target's, which has to be paused there, as clusterctl does; an undo puts it back.",
    },
  },
};

export const namespaceGroup: FlagGroup<NamespaceFlags> = { heading: 'What to show', flags: namespace };

export const scopeGroup: FlagGroup<ScopeFlags> = {
  heading: 'What to move',
  flags: {
    ...namespace,
    namespaceMap: {
      kind: 'parsed',
      parse: parseNamespaceMap,
      optional: true,
      placeholder: 'OLD=NEW',
      brief:
        'The objects of namespace OLD arrive in namespace NEW of the target, with every reference rewritten; refused where that cannot be proven.',
    },
    cluster: {
      kind: 'parsed',
      parse: parseName,
      proposeCompletions(partial) {
        return completeClusters(this, partial);
      },
      optional: true,
      variadic: ',',
      placeholder: 'NAME',
      brief:
        'Only this Cluster of the namespace and what belongs to it; can be repeated. What it shares with others is copied, and kept in the source.',
    },
    keepInSource: {
      kind: 'parsed',
      parse: parseResource,
      optional: true,
      variadic: ',',
      placeholder: 'RESOURCE',
      brief:
        'Copy objects of this kind, like baremetalhosts.metal3.io, and leave them in the source with all that they own, paused for good; can be repeated.',
    },
    status: {
      kind: 'enum',
      values: ['carry', 'drop'],
      optional: true,
      brief: 'carry: objects arrive with their status (default). drop: without it, as with clusterctl.',
    },
    ...conflictGroup.flags,
  },
};

/** The namespace that is moved, as far as the flags say it. */
export function namespaceOf(flags: {
  readonly namespace?: string | undefined;
  readonly namespaceMap?: ScopeFlags['namespaceMap'];
}): string | undefined {
  return flags.namespace ?? flags.namespaceMap?.from;
}

/** What is wrong with the two flags that name the namespace, one sentence each. */
export function namespaceProblems(flags: Pick<ScopeFlags, 'namespace' | 'namespaceMap'>): readonly string[] {
  const { namespace, namespaceMap } = flags;
  if (namespace === undefined || namespaceMap === undefined || namespace === namespaceMap.from) return [];
  return [
    `--namespace ${namespace} and --namespace-map ${namespaceMap.from}=${namespaceMap.to} name different namespaces: a move is of one`,
  ];
}
