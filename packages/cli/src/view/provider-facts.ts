import type { Hold, KindRule, KindSelector, Provider } from '@tsmove/move-core';

/** What one provider says of one kind, or of several that it selects together. */
export interface KindFacts {
  /** `Machine.cluster.x-k8s.io`, `*Template`, `*.metal3.io`, `*`. */
  readonly kind: string;
  /** How it takes part, as a word or two; empty if nothing is said. */
  readonly takesPart: string;
  readonly because?: string;
  /** How it is held; empty if nothing is said. */
  readonly hold: string;
  readonly releaseOrder?: number;
  readonly harmOnDelete?: string;
  readonly status: 'carry' | 'drop' | 'require' | '';
}

/** The kinds that a provider has rules or a hold for, in the order in which it names them. */
export function kindFacts({ rules = [], holds = [] }: Provider): readonly KindFacts[] {
  const selectors = new Map(
    [...rules, ...holds].flatMap(({ kinds }) => kinds.map((selector) => [formatSelector(selector), selector] as const)),
  );
  return [...selectors.keys()].map((kind) => {
    const rule = mergeRules(rules, kind);
    const hold = holds.find(({ kinds }) => kinds.some((one) => formatSelector(one) === kind));
    return {
      kind,
      takesPart: takesPart(rule),
      ...(rule.leave === undefined ? {} : { because: rule.leave.because }),
      hold: hold === undefined ? '' : holdWords[hold.by],
      ...(hold?.releaseOrder === undefined ? {} : { releaseOrder: hold.releaseOrder }),
      ...(hold?.harmOnDelete === undefined ? {} : { harmOnDelete: hold.harmOnDelete }),
      status: rule.status ?? '',
    };
  });
}

/** What a provider does beside its tables, by the names of its functions. */
export function hooksOf(provider: Provider): readonly string[] {
  return Object.entries(provider).flatMap(([key, value]) => (typeof value === 'function' ? [key] : []));
}

const holdWords: Readonly<Record<Hold['by'], string>> = {
  self: 'by itself',
  cluster: 'by its Cluster',
  owner: 'by its owner',
  none: 'not at all',
};

function mergeRules(rules: readonly KindRule[], kind: string): Omit<KindRule, 'kinds'> {
  let merged: Omit<KindRule, 'kinds'> = {};
  for (const { kinds, ...fields } of rules) {
    if (kinds.some((one) => formatSelector(one) === kind)) merged = { ...fields, ...merged };
  }
  return merged;
}

function takesPart({ leave, root, move, discover }: Omit<KindRule, 'kinds'>): string {
  if (leave !== undefined) return 'stays';
  if (root === true) return 'moves, with all below it';
  if (move === true) return 'moves by itself';
  return discover === true ? 'moves with its owner' : '';
}

function formatSelector({ group, kind, kindEndsWith }: KindSelector): string {
  const name = kind ?? `*${kindEndsWith ?? ''}`;
  return group === undefined || group === '' ? name : `${name}.${group}`;
}
