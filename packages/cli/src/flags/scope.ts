import type { FlagGroup } from './group.ts';
import { parseName } from './values.ts';

export interface NamespaceFlags {
  readonly namespace: string | undefined;
}

/** What is moved. */
export interface ScopeFlags extends NamespaceFlags {
  readonly cluster: readonly string[] | undefined;
  readonly status: 'carry' | 'drop' | undefined;
}

const namespace: FlagGroup<NamespaceFlags>['flags'] = {
  namespace: {
    kind: 'parsed',
    parse: parseName,
    optional: true,
    placeholder: 'NAME',
    brief: "Namespace; without it the context's, else default.",
  },
};

export const namespaceGroup: FlagGroup<NamespaceFlags> = { heading: 'What to show', flags: namespace };

export const scopeGroup: FlagGroup<ScopeFlags> = {
  heading: 'What to move',
  flags: {
    ...namespace,
    cluster: {
      kind: 'parsed',
      parse: parseName,
      optional: true,
      variadic: ',',
      placeholder: 'NAME',
      brief:
        'Only this Cluster of the namespace and what belongs to it; can be repeated. What it shares with others is copied, and kept in the source.',
    },
    status: {
      kind: 'enum',
      values: ['carry', 'drop'],
      optional: true,
      brief: 'carry: objects arrive with their status (default). drop: without it, as with clusterctl.',
    },
  },
};
