import { matchesSelector, type GroupKind } from './rules.ts';
import type { Hold, KindSelector, Provider } from './types.ts';

/**
 * Looks up a kind's row of the hold table. The most specific row counts: one for the very kind before one for its
 * group, and that before one for every kind. Among equally specific rows the first provider's first row counts, so
 * that a provider can replace the row that holds for every kind without knowing who wrote it.
 */
export function holdFor(providers: readonly Provider[], kind: GroupKind): Hold | undefined {
  let best: Hold | undefined;
  let bestRank = -1;
  for (const provider of providers) {
    for (const hold of provider.holds ?? []) {
      for (const selector of hold.kinds) {
        const rank = specificity(selector);
        if (rank > bestRank && matchesSelector(selector, kind)) {
          best = hold;
          bestRank = rank;
        }
      }
    }
  }
  return best;
}

/** 3: group and kind; 2: the kind in any group; 1: any kind of the group; 0: everything. */
function specificity(selector: KindSelector): number {
  return (selector.kind === undefined ? 0 : 2) + (selector.group === undefined ? 0 : 1);
}
