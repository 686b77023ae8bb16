import type { FindingFacts } from '@tsmove/move-core/codes';

/** Findings about releases of Helm charts. */
export const helmCodes: Readonly<Record<string, FindingFacts>> = {
  'values-use-namespace': {
    says: 'The values of a Helm release use the name of the namespace, which is another one in the target.',
    why: 'The release would be upgraded as soon as its controller looks at it there.',
    todo: 'Skip the finding if that upgrade is in order.',
    page: 'docs/namespace-map.md',
    allowedBy: 'skip',
  },
};
