import { afterWarmUp, slopeOf, thinned, type Point } from './trend.ts';

/** How much something may grow. */
export interface Bound {
  readonly name: string;
  readonly unit: string;
  /** With each move, as the trend has it. */
  readonly perMove: number;
  /** Growth over the whole run that says nothing, however short the run: pages and pools come in pieces. */
  readonly noise: number;
}

export interface Verdict {
  readonly bound: Bound;
  readonly perMove: number;
  /** What the trend comes to over all moves that count. */
  readonly total: number;
  readonly ok: boolean;
}

/** A quarter of the run is warm-up. */
const warmUpShare = 0.25;

/** Values by number of moves: what grows by more than its bound, and by more than noise, leaks. */
export function judge(bound: Bound, points: readonly Point[]): Verdict {
  const counted = thinned(afterWarmUp(points, warmUpShare), 500);
  const perMove = slopeOf(counted);
  const total = perMove * ((counted.at(-1)?.at ?? 0) - (counted[0]?.at ?? 0));
  return { bound, perMove, total, ok: perMove <= bound.perMove || total <= bound.noise };
}
