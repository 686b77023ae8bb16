import type { FlagGroup } from './group.ts';
import { parseCode } from './values.ts';

/** Findings that do not refuse the move. */
export interface AllowanceFlags {
  readonly allowPaused: boolean | undefined;
  readonly allowLeftBehind: boolean | undefined;
  readonly allowEmpty: boolean | undefined;
  readonly gitopsSuspended: boolean | undefined;
  readonly skipPreflight: readonly string[] | undefined;
}

export const allowancesGroup: FlagGroup<AllowanceFlags> = {
  heading: 'What to allow',
  flags: {
    allowPaused: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Move Clusters and ClusterClasses that you have paused; they stay paused in the target.',
    },
    allowLeftBehind: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Move although objects stay behind, or are garbage-collected in the source.',
    },
    allowEmpty: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Succeed if there is nothing to move.',
    },
    gitopsSuspended: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'You have suspended Flux or Argo CD for the objects, so that it does not create them again.',
    },
    skipPreflight: {
      kind: 'parsed',
      parse: parseCode,
      async proposeCompletions() {
        return (await this.library()).skippableCodes();
      },
      optional: true,
      variadic: ',',
      placeholder: 'CODE',
      brief: 'Pass over the finding with this code; can be repeated.',
    },
  },
};
