import { MoveError } from '@tsmove/move-core/provider';
import type { LeaseProblem } from './types.ts';

/** How many problems a message tells; all of them are in `problems`. */
const told = 5;

/** Leases that must not be written as they are. Nothing was written. */
export class LeasesError extends MoveError {
  readonly problems: readonly LeaseProblem[];

  /** @param where What the leases were read from, or are in. */
  constructor(where: string, problems: readonly LeaseProblem[], hint: string) {
    const first = problems.slice(0, told).map(({ message }) => message);
    const more = problems.length - first.length;
    const rest = more === 0 ? '' : `; and ${more.toString()} more`;
    super(`${where}: ${first.join('; ')}${rest}`, 'leases-refused', { hint });
    this.problems = problems;
  }
}
