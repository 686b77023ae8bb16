import type { CliContext } from '../context.ts';
import { type PlaceFlags, reversed } from './command-line.ts';
import type { Standing } from './next-steps.ts';
import type { Course } from './under-way.ts';

/** How the move of this process, as far as it has come, is gone on with. */
export type StandingOf = (course: Course) => Standing;

/** Commands for a move that this command line was about repeat where it is. */
export function standingOf(context: CliContext, flags: PlaceFlags, hasJournal: boolean): StandingOf {
  return ({ moveId, zone, journalLost, back }) => ({
    moveId,
    zone,
    hasJournal: hasJournal && !journalLost,
    flags: back ? reversed(flags, context.process.env) : flags,
  });
}
