import type { Clock } from './clock.ts';

/** A moment by both clocks of this process. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export function now(clock: Clock): Moment {
  return { monotonic: clock.now(), wall: clock.date() };
}

/**
 * How long ago a moment was, in ms: the larger of what the two clocks say. The monotonic clock counts, because nobody
 * can set it; but on Linux it stands still while the machine is suspended, and then the wall clock knows better. A wall
 * clock that is wrong or is set can only make a moment look older, never younger.
 */
export function ageOf(moment: Moment, clock: Clock): number {
  return Math.max(clock.now() - moment.monotonic, clock.date() - moment.wall);
}
