import type { RightsFacts } from './facts.ts';
import { rightsToKeep } from './keeping.ts';
import { rightsToMove } from './moving.ts';
import { rightsToRead } from './reading.ts';
import type { RequiredRight } from './right.ts';

/**
 * Exactly what reading, the plan, its undo and its lock ask of both API servers, each once: the one list that preflight
 * asks by and that roles are made of.
 */
export function requiredRights(facts: RightsFacts): readonly RequiredRight[] {
  const all = [...rightsToMove(facts), ...rightsToKeep(facts), ...rightsToRead(facts)];
  const unique = new Map(all.map((right) => [JSON.stringify(right), right]));
  return [...unique.values()];
}
