import type { MoveSummary } from '@tsmove/move-core';

/** How many objects of a move are in the target for certain. */
export function inTarget({ inTarget: { created, ready, sealed, adopted } }: MoveSummary): number {
  return created + ready + sealed + adopted;
}

/** How many objects of a move the source still has, or may have. */
export function inSource({ inSource: { present, held, recreated, unknown } }: MoveSummary): number {
  return present + held + recreated + unknown;
}
