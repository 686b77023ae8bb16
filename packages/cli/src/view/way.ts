import type { MoveSummary } from '@tsmove/move-core';
import type { Way } from './view.ts';

/** From where to where a move goes, by its journal. */
export function wayOf({ source, target, scope }: Pick<MoveSummary, 'source' | 'target' | 'scope'>): Way {
  return { from: source.url, to: target.url, clusters: scope.clusters?.length };
}

/** The way of a move back. */
export function wayBack({ source, target, scope }: Pick<MoveSummary, 'source' | 'target' | 'scope'>): Way {
  return { from: target.url, to: source.url, clusters: scope.clusters?.length };
}
