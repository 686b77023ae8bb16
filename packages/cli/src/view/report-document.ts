import type { MoveHistory } from '@tsmove/move-core';
import { recordVersion } from './json-lines.ts';

/** The history of a move, for programs. */
export function reportDocument(history: MoveHistory): object {
  return { formatVersion: recordVersion, ...history };
}
