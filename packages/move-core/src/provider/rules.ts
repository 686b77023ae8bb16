import type { KindRule, KindSelector, Provider } from './types.ts';

/** A group and a kind, of whatever version. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** What the rules of all providers say about one kind, taken together. Absent fields are set by no rule. */
export type EffectiveRule = Omit<KindRule, 'kinds'>;

/** True if the selector is for this kind; an absent field of the selector matches everything. */
export function matchesSelector(selector: KindSelector, kind: GroupKind): boolean {
  return (
    (selector.group === undefined || selector.group === kind.group) &&
    (selector.kind === undefined || selector.kind === kind.kind) &&
    (selector.kindEndsWith === undefined || hasEnding(kind.kind, selector.kindEndsWith))
  );
}

function hasEnding(kind: string, ending: string): boolean {
  return kind.length > ending.length && kind.endsWith(ending);
}

/** The API groups that a provider knows: those it lists, and those its rules and holds are about. */
export function groupsOf({ knowsGroups = [], rules = [], holds = [] }: Provider): ReadonlySet<string> {
  const selectors = [...rules, ...holds].flatMap(({ kinds }) => kinds);
  return new Set([...knowsGroups, ...selectors.flatMap(({ group }) => group ?? [])]);
}

/** Merges the rules for a kind: in the order of providers and of their rules, the first to set a field decides it. */
export function ruleFor(providers: readonly Provider[], kind: GroupKind): EffectiveRule {
  let effective: EffectiveRule = {};
  for (const provider of providers) {
    for (const rule of provider.rules ?? []) {
      if (!rule.kinds.some((selector) => matchesSelector(selector, kind))) continue;
      const { kinds: _kinds, ...fields } = rule;
      effective = { ...fields, ...effective };
    }
  }
  return effective;
}
