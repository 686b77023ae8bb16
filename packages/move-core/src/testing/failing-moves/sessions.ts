import { discover } from '../../discover/discover.ts';
import { recoverMove } from '../../execute/recover-move.ts';
import { resumeMove } from '../../execute/resume-move.ts';
import { rollbackMove } from '../../execute/rollback-move.ts';
import { startMove } from '../../execute/start-move.ts';
import type { MoveReport } from '../../execute/report.ts';
import type { MoveRun } from '../../execute/types.ts';
import type { JournalRecord } from '../../journal/records.ts';
import { replay } from '../../journal/replay.ts';
import type { MoveState } from '../../journal/state.ts';
import { parseJson } from '../../model/json-codec.ts';
import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { planMove } from '../../plan/plan-move.ts';
import type { ApiServer } from '../../server/types.ts';
import { failingServer } from './failing-server.ts';
import type { Failures } from './failures.ts';
import { createProcess, type FailingProcess } from './process.ts';
import { providers, type World } from './world.ts';

export type Command = 'move' | 'resume' | 'rollback' | 'recover';

/** How the work of one process ended. */
export type Ending =
  | { readonly type: 'died' }
  | { readonly type: 'ended'; readonly report: MoveReport }
  | { readonly type: 'failed'; readonly error: Error }
  /** There was nothing that the command could have been about. */
  | { readonly type: 'idle' };

/** Everything that Cluster API's users may have declared to be in order: this is not about preflight. */
const allow = {
  ...{ paused: true, leftBehind: true },
  skip: ['owner-not-copied', 'not-selected', 'no-inventory', 'shared-object-metadata-differs'],
};

/** How a session differs from the usual one. */
export interface SessionOptions {
  /** Default true. */
  readonly keepJournal?: boolean;
  /** The move is one for each Cluster, so many at the same time; absent: one for all. */
  readonly clustersAtOnce?: number;
}

/** Runs one command in a process of its own, with these failures, until it ends one way or another. */
export async function runSession(
  world: World,
  command: Command,
  failures: Failures,
  options: SessionOptions = {},
): Promise<Ending> {
  const process = createProcess(failures);
  const run = await start(world, command, process, options);
  if (run === undefined) return { type: 'idle' };
  const ending = await Promise.race([
    process.died.then((): Ending => ({ type: 'died' })),
    run.result.then(
      (report): Ending => ({ type: 'ended', report }),
      (error: unknown): Ending => ({
        type: 'failed',
        error: error instanceof Error ? error : new Error(String(error)),
      }),
    ),
    timeout(20_000),
  ]);
  if (ending.type !== 'died') {
    for (const id of world.journals.openBy(process)) world.broken.push(`${command} left the journal ${id} open`);
  }
  process.exit();
  // What had been sent arrives before anybody else begins.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return ending;
}

async function start(
  world: World,
  command: Command,
  process: FailingProcess,
  { keepJournal = true, clustersAtOnce }: SessionOptions,
): Promise<MoveRun | undefined> {
  const [source, target] = [
    failingServer(world.source, 'source', process),
    failingServer(world.reached, 'target', process),
  ];
  const journal = world.journals.for(process);
  const common = { providers, holderIsDead: true, concurrency: 4 };
  if (command === 'move') {
    const snapshot = await discover(world.source, { namespace: 'fleet', providers });
    // Of Clusters that move by themselves some may have gone before.
    const plan = clustersAtOnce === undefined ? world.plan : planMove(snapshot, { providers });
    if (plan.objects.length === 0) return undefined;
    return startMove(plan, {
      source,
      target,
      providers,
      snapshot,
      allow,
      ...(keepJournal ? { journal } : {}),
      concurrency: 4,
      ...(clustersAtOnce === undefined ? {} : { perCluster: true, clustersAtOnce }),
    });
  }
  if (command === 'recover') {
    const sourceUid = leaseSource(world);
    // There may be several: somebody has to say which.
    const moveId = clustersAtOnce === undefined ? undefined : leaseField(world, 'moveId');
    return sourceUid === undefined
      ? undefined
      : recoverMove({
          ...common,
          ...oriented(sourceUid, source, target),
          ...(moveId === undefined ? {} : { moveId }),
        });
  }
  const state = unfinished(world) ?? states(world).at(-1);
  if (state === undefined) return undefined;
  const sides = oriented(state.source.systemUid, source, target);
  return command === 'resume'
    ? resumeMove(state.moveId, { ...common, ...sides, journal })
    : rollbackMove(state.moveId, { ...common, ...sides, journal });
}

function oriented(
  sourceUid: string,
  source: ApiServer,
  target: ApiServer,
): { readonly source: ApiServer; readonly target: ApiServer } {
  return sourceUid === 'source-system' ? { source, target } : { source: target, target: source };
}

/** The states of all moves by their journals, oldest first. */
export function states(world: World): readonly MoveState[] {
  return world.journals.ids().flatMap((id) => {
    const records = world.journals.records(id);
    return records.length === 0 ? [] : [stateOf(records)];
  });
}

// The same records are replayed whenever somebody asks how far things are.
const replayed = new WeakMap<readonly JournalRecord[], MoveState>();

function stateOf(records: readonly JournalRecord[]): MoveState {
  const state = replayed.get(records) ?? replay(records);
  replayed.set(records, state);
  return state;
}

/** The move that is not over by its journal, if there is one. */
export function unfinished(world: World): MoveState | undefined {
  return states(world).findLast(({ outcome }) => outcome === undefined);
}

/** The systemUid of the source of the move that holds Leases; undefined if there is none. */
export function leaseSource(world: World): string | undefined {
  return leaseField(world, 'sourceUid');
}

function leaseField(world: World, field: string): string | undefined {
  for (const { kind, metadata } of [...world.source.contents(), ...world.target.contents()]) {
    if (kind !== 'Lease') continue;
    const content = parseJson(metadata.annotations?.['tsmove.dev/lease'] ?? '{}');
    const value: JsonValue | undefined = isJsonObject(content) ? content[field] : undefined;
    if (typeof value === 'string') return value;
  }
  return undefined;
}

async function timeout(ms: number): Promise<Ending> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
  return { type: 'failed', error: new Error(`nothing has happened for ${ms.toString()} ms`) };
}
