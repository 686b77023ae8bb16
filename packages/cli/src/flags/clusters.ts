import { completeContexts } from '../completion/contexts.ts';
import type { FlagGroup } from './group.ts';
import { parseText } from './values.ts';

/** Where the source is. */
export interface SourceFlags {
  readonly kubeconfig: string | undefined;
  readonly kubeconfigContext: string | undefined;
}

/** Where the target is. */
export interface TargetFlags {
  readonly toKubeconfig: string | undefined;
  readonly toKubeconfigContext: string | undefined;
}

const source: FlagGroup<SourceFlags>['flags'] = {
  kubeconfig: {
    kind: 'parsed',
    parse: parseText,
    optional: true,
    placeholder: 'FILE',
    brief:
      'Kubeconfig of the source; without it $KUBECONFIG, then ~/.kube/config, then the cluster that tsmove runs in.',
  },
  kubeconfigContext: {
    kind: 'parsed',
    parse: parseText,
    proposeCompletions(partial) {
      return completeContexts(this, 'source', partial);
    },
    optional: true,
    placeholder: 'NAME',
    brief: 'Context of the source; without it the current one.',
  },
};

const target: FlagGroup<TargetFlags>['flags'] = {
  toKubeconfig: {
    kind: 'parsed',
    parse: parseText,
    optional: true,
    placeholder: 'FILE',
    brief: 'Kubeconfig of the target.',
  },
  toKubeconfigContext: {
    kind: 'parsed',
    parse: parseText,
    proposeCompletions(partial) {
      return completeContexts(this, 'target', partial);
    },
    optional: true,
    placeholder: 'NAME',
    brief: "Context of the target; without --to-kubeconfig one of the source's kubeconfig.",
  },
};

export const sourceGroup: FlagGroup<SourceFlags> = { heading: 'Cluster', flags: source };
export const clustersGroup: FlagGroup<SourceFlags & TargetFlags> = {
  heading: 'Clusters',
  flags: { ...source, ...target },
};
