import { PartialMoveError, PreflightError } from '../../errors.ts';
import { checkFinally } from './final-state.ts';
import { noFailures, type Failures } from './failures.ts';
import type { Fleet } from './fleet.ts';
import { checkAlways } from './invariants.ts';
import { leaseSource, runSession, states, unfinished, type Command, type Ending } from './sessions.ts';
import { createWorld, type Collecting, type World } from './world.ts';

/** A move with all that goes wrong in it, and what is done about it. */
export interface Story {
  readonly fleet: Fleet;
  /** The namespace has another name in the target. */
  readonly renamed?: boolean;
  readonly collecting: Collecting;
  /** Absent: the journal is lost with the first process. */
  readonly journal: 'kept' | 'lost';
  readonly move: Failures;
  readonly attempts: readonly { readonly command: Command; readonly failures: Failures }[];
  /** What is tried last, without failures. */
  readonly finish: 'resume' | 'rollback' | 'recover';
}

/** What was done and what came of it, for whoever reads about a counter-example. */
export interface Told {
  readonly broken: readonly string[];
  readonly course: readonly string[];
}

/** Runs a story to its end. `broken` is empty if everything held. */
export async function runStory(story: Story): Promise<Told> {
  const world = await createWorld(story.fleet, story.collecting, story.renamed);
  const course: string[] = [];
  let wasMoved = false;
  world.watch(() => {
    const writes = `${world.source.writes.at(-1) ?? ''} / ${world.target.writes.at(-1) ?? ''}`;
    for (const rule of checkAlways(world)) {
      const where = `while ${course.at(-1) ?? ''} (last writes: ${writes})`;
      if (!world.broken.some((known) => known.startsWith(rule))) world.broken.push(`${rule}, ${where}`);
    }
  });
  async function session(command: Command, failures: Failures): Promise<Ending> {
    course.push(command);
    const ending = await runSession(world, command, failures, { keepJournal: story.journal === 'kept' });
    course[course.length - 1] = `${command}: ${describe(ending)}`;
    wasMoved ||=
      states(world).some(({ outcome }) => outcome === 'moved') ||
      (ending.type === 'ended' && ending.report.outcome === 'moved');
    return ending;
  }

  const first = await session('move', story.move);
  if (first.type === 'failed' && first.error instanceof PreflightError && story.move === noFailures) {
    world.broken.push(
      `refused by preflight: ${first.error.diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ code }) => code)
        .join(', ')}`,
    );
  }
  for (const { command, failures } of story.attempts) await session(command, failures);
  const order: readonly Command[] = [story.finish, 'resume', 'rollback', 'recover', 'resume', 'rollback', 'recover'];
  for (const command of order) {
    if (isOver(world)) break;
    await session(command, noFailures);
  }
  world.collectGarbage();
  if (isOver(world))
    world.broken.push(
      ...checkFinally(world, {
        ...{ wasMoved, wasTakenBack: world.journals.ids().length > 1 },
        mayKeepSystemNamespace:
          story.journal === 'lost' ||
          [story.move, ...story.attempts.map(({ failures }) => failures)].some(({ outages }) => outages.length > 0),
      }),
    );
  else if (!refusedForWantOfTheJournal(story, course)) world.broken.push('nothing leads to an end');
  return { broken: world.broken, course };
}

function isOver(world: World): boolean {
  return leaseSource(world) === undefined && unfinished(world) === undefined;
}

/** Without a journal, what cannot be known is refused by name, and everything stays as it is, held. */
function refusedForWantOfTheJournal({ journal }: Story, course: readonly string[]): boolean {
  return journal === 'lost' && course.at(-1)?.includes('not-known') === true;
}

/** How a session has ended, in a few words for whoever reads about a counter-example. */
export function describe(ending: Ending): string {
  if (ending.type === 'ended') return ending.report.outcome;
  if (ending.type !== 'failed') return ending.type;
  const { error } = ending;
  const codes: string[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    codes.push(`${one.name}${'code' in one ? ` ${String(one.code)}` : ''}`);
  }
  const where = error instanceof PartialMoveError ? ` ${error.phase ?? ''}` : '';
  return `${codes.join(' < ')}${where}: ${rootOf(error).message}`;
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
