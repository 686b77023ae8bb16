import type { Bed } from '../bed/bed.ts';
import { clear } from '../bed/clear.ts';
import { drawFleet } from '../bed/fleet.ts';
import type { CrashPoint } from '../mortal/mortal.ts';
import { sidesOf, violations, type Ending } from '../state/invariants.ts';
import { moveMortally, rollBackMortally, type Remains } from './mortal-run.ts';

/** The points of one kind of run. */
export interface Points {
  /** Those that every recorded run came to, in the order of the first one. */
  readonly certain: readonly string[];
  /** Those of chance: a second try, because a controller was faster. No case is made of them. */
  readonly uncertain: readonly string[];
  readonly elapsedMs: number;
}

export type NextNamespace = () => string;

/** Moves a fleet, and nobody dies: the points of a complete move. */
export function recordMove(bed: Bed, next: NextNamespace): Promise<Points> {
  return record(bed, next, 'all', (namespace) => moveMortally(bed, namespace));
}

/** Rolls back what a death at `from` leaves, and nobody dies a second time. */
export function recordRollback(bed: Bed, next: NextNamespace, from: CrashPoint): Promise<Points> {
  return record(bed, next, 'none', async (namespace) => {
    const remains = await moveMortally(bed, namespace, { at: from, concurrency: 1 });
    if (!remains.mortal.isDead) throw new Error(`the move never came to ${from.name}`);
    return rollBackMortally(bed, namespace, remains, { concurrency: 1 });
  });
}

async function record(
  bed: Bed,
  next: NextNamespace,
  ending: Ending,
  run: (namespace: string) => Promise<Remains>,
): Promise<Points> {
  const runs: (readonly string[])[] = [];
  const begun = performance.now();
  for (let at = 0; at < times; at += 1) {
    const namespace = next();
    await drawFleet(bed.source.plane, namespace);
    const before = await sidesOf(bed, namespace);
    const { mortal, error } = await run(namespace);
    if (error !== undefined) throw new Error('a run in which nobody dies failed', { cause: error });
    const found = await violations(bed, namespace, before, ending);
    if (found.length > 0) throw new Error(`a run in which nobody dies: ${found.slice(0, 5).join('; ')}`);
    await clear(bed, namespace);
    runs.push(mortal.writes);
  }
  const [first = [], ...others] = runs;
  const certain = first.filter((name) => others.every((other) => other.includes(name)));
  const uncertain = [...new Set(runs.flat())].filter((name) => !certain.includes(name));
  return { certain, uncertain, elapsedMs: (performance.now() - begun) / times };
}

/** Twice is enough to tell what is a matter of luck. */
const times = 2;
