import { checkFinally } from './final-state.ts';
import { noFailures, type Failures } from './failures.ts';
import type { Fleet } from './fleet.ts';
import { checkAlways } from './invariants.ts';
import { createDice } from './random.ts';
import { leaseSource, runSession, unfinished, type Command, type Ending } from './sessions.ts';
import { describe, type Told } from './story.ts';
import { createWorld, type Collecting } from './world.ts';

/** A move of Clusters one by one, several at the same time, with all that goes wrong in it. */
export interface ClusterStory {
  readonly fleet: Fleet;
  readonly collecting: Collecting;
  /** `lost`: each move's journal, with the process that has it. */
  readonly journal: 'kept' | 'lost';
  readonly clustersAtOnce: number;
  readonly failures: Failures;
  /** Decides which of the moves that are open before their commit are undone. */
  readonly seed: number;
}

const mostSessions = 30;

/**
 * Runs a story to its end: whatever is open is gone on with or undone, one by one, and what has stayed is moved again,
 * until everything has moved. `broken` is empty if everything held.
 */
export async function runClusterStory(story: ClusterStory): Promise<Told> {
  const { clustersAtOnce, failures, journal } = story;
  const world = await createWorld(story.fleet, story.collecting);
  const course: string[] = [];
  const dice = createDice(story.seed);
  world.watch(() => {
    for (const rule of checkAlways(world, true)) {
      if (!world.broken.some((known) => known.startsWith(rule)))
        world.broken.push(`${rule}, while ${course.at(-1) ?? ''}`);
    }
  });
  async function session(command: Command, wrong: Failures): Promise<Ending> {
    course.push(command);
    const ending = await runSession(world, command, wrong, { keepJournal: journal === 'kept', clustersAtOnce });
    course[course.length - 1] = `${command}: ${describe(ending)}`;
    return ending;
  }
  const isOpen = (): boolean => leaseSource(world) !== undefined || unfinished(world) !== undefined;

  let ended = (await session('move', failures)).type === 'ended';
  while (!ended && course.length < mostSessions && course.at(-1)?.includes('not-known') !== true) {
    if (isOpen()) {
      const open = unfinished(world);
      const command = open === undefined ? 'recover' : open.commit === 'no' && dice() < 0.5 ? 'rollback' : 'resume';
      await session(command, noFailures);
    } else {
      const ending = await session('move', noFailures);
      ended = ending.type === 'ended' || ending.type === 'idle';
    }
  }
  world.collectGarbage();
  if (ended) {
    world.broken.push(...checkFinally(world, { wasMoved: true, wasTakenBack: false, mayKeepSystemNamespace: true }));
  } else if (journal === 'kept' || course.at(-1)?.includes('not-known') !== true) {
    world.broken.push('nothing leads to an end');
  }
  return { broken: world.broken, course };
}
