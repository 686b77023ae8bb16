import { explain } from '../errors/explain.ts';
import { type KnownMove, zoneOf } from '../session/known-moves.ts';
import type { NextStep } from '../session/next-steps.ts';
import { errorDocument } from './error-document.ts';
import { recordVersion } from './json-lines.ts';

/** What `tsmove status` has found, for programs. */
export interface StatusFound {
  readonly moves: readonly { readonly move: KnownMove; readonly next: readonly NextStep[] }[];
  /** Finished moves that are left out of `moves`. */
  readonly finished: number;
  /** Why a side or a store could not be read. */
  readonly troubles: readonly unknown[];
}

/** The summaries of moves, with what the Leases say and what to run next. */
export function statusDocument({ moves, finished, troubles }: StatusFound): object {
  return {
    formatVersion: recordVersion,
    moves: moves.map(({ move, next }) => entry(move, next)),
    finishedNotShown: finished,
    ...(troubles.length === 0 ? {} : { errors: troubles.map(document) }),
  };
}

function entry(move: KnownMove, next: readonly NextStep[]): object {
  const { moveId, summary, journal, trouble, leases } = move;
  const zone = zoneOf(move);
  return {
    moveId,
    ...summary,
    ...(zone === undefined ? {} : { zone }),
    ...(journal === undefined ? {} : { journal }),
    ...(leases.length === 0 ? {} : { leases: leases.map(({ side, content }) => ({ side, ...content })) }),
    ...(trouble === undefined ? {} : { error: document(trouble) }),
    next,
  };
}

function document(error: unknown): object {
  return errorDocument(explain(error, undefined));
}
