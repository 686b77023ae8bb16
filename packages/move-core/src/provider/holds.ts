import { matchesSelector, type GroupKind } from './rules.ts';
import type { Hold, KindSelector, Provider } from './types.ts';

/**
 * Looks up a kind's row of the hold table. The most specific row counts: one for the very kind before one for kinds of
 * its ending, that before one for its group, and that before one for every kind. Among equally specific rows the first provider's first row counts, so
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

/** 4: the very kind; 2: kinds of its ending; 1: its group, which also decides between equals; 0: everything. */
function specificity({ kind, kindEndsWith, group }: KindSelector): number {
  return (kind === undefined ? 0 : 4) + (kindEndsWith === undefined ? 0 : 2) + (group === undefined ? 0 : 1);
}
