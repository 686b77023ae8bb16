import type { KindRule, Provider } from '../provider/types.ts';

/** True if a provider wants the kind discovered although its definition carries no label; the first rule decides. */
export function isDiscoveredByRule(providers: readonly Provider[], kind: { readonly group: string; readonly kind: string }): boolean {
  return firstValue(providers, kind, (rule) => rule.discover) === true;
}

/** True if objects of this kind in other namespaces may use objects of the moved one. */
export function mayUseFromElsewhere(providers: readonly Provider[], kind: { readonly group: string; readonly kind: string }): boolean {
  return firstValue(providers, kind, (rule) => rule.usersElsewhere) === true;
}

function firstValue<T>(
  providers: readonly Provider[],
  of: { readonly group: string; readonly kind: string },
  field: (rule: KindRule) => T | undefined,
): T | undefined {
  for (const provider of providers) {
    for (const rule of provider.rules ?? []) {
      const selects = rule.kinds.some(
        ({ group = of.group, kind = of.kind }) => group === of.group && kind === of.kind,
      );
      const value = selects ? field(rule) : undefined;
      if (value !== undefined) return value;
    }
  }
  return undefined;
}
