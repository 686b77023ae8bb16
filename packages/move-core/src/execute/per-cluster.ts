import { snapshotAfterMove } from '../discover/after-move.ts';
import { discover } from '../discover/discover.ts';
import type { Snapshot } from '../discover/snapshot.ts';
import {
  BlockedError,
  ClustersError,
  MoveError,
  PartialMoveError,
  PreflightError,
  StalePlanError,
  UsageError,
  type ClusterOutcome,
} from '../errors.ts';
import { removeSystemNamespace } from '../lock/system-namespace.ts';
import { compareText } from '../model/object-ref.ts';
import { askedMap } from '../plan/arrival.ts';
import { planMove } from '../plan/plan-move.ts';
import type { Plan } from '../plan/types.ts';
import { defaults } from '../defaults.ts';
import type { Reading } from './context.ts';
import type { EventStream } from './event-stream.ts';
import type { MoveReport } from './report.ts';
import type { MoveRun, StartMoveOptions } from './types.ts';

/** Starts one move; `startMove`, but for the circle of imports that it would make. */
type Start = (plan: Plan, options: StartMoveOptions & { readonly reading: Reading }) => MoveRun;

/**
 * Moves each Cluster of a plan by itself, one after the other, so that each commits on its own (contract 6). One that
 * fails is undone alone; one that does not come to rest soon is put last, so that it does not hold up the others. What
 * several Clusters share is copied with the first, adopted by the next, and leaves the source with the last. What
 * belongs to no Cluster follows when all of them have moved. Raises ClustersError if any Cluster stays, and at once
 * PartialMoveError if one stopped half way, for then nothing else of the namespace may be touched.
 */
export async function moveEachCluster(
  plan: Plan,
  options: StartMoveOptions,
  events: EventStream,
  start: Start,
): Promise<MoveReport> {
  if (plan.scope.keepInSource !== undefined) {
    throw new UsageError('what is kept in the source would be in the way of the next Cluster', {
      hint: 'Move the Clusters one after the other by name, or all of them at once.',
    });
  }
  if (plan.scope.shard !== undefined || plan.scope.sharedOnly === true) {
    throw new UsageError('a shard moves its Clusters together, and not one by one', {
      hint: 'Make more shards, or do without them.',
    });
  }
  const { conflicts } = plan.scope;
  if (conflicts?.some(({ choice }) => choice === 'skip') === true) {
    throw new UsageError(
      'what gives way to the target stays in the source, and would be in the way of the next Cluster',
      {
        hint: 'Move the Clusters one after the other by name, or all of them at once.',
      },
    );
  }
  const { perCluster: _perCluster, snapshot: _snapshot, ...each } = options;
  const reading: Reading = { latest: undefined, sizes: new Map(), shared: true };
  const moved: MoveReport[] = [];
  const outcomes = new Map<string, ClusterOutcome>();
  const patience = {
    pauseTimeoutMs: Math.min(options.pauseTimeoutMs ?? defaults.pauseTimeoutMs, defaults.firstPatienceMs),
    blockMoveTimeoutMs: Math.min(options.blockMoveTimeoutMs ?? defaults.blockMoveTimeoutMs, defaults.firstPatienceMs),
  };

  /** The source by what the last move has seen and done: each looks at everything itself, when it holds its Cluster. */
  let expected: Snapshot | undefined;

  async function moveOne(clusters: readonly string[] | undefined, own: Partial<StartMoveOptions>): Promise<void> {
    const { namespace } = plan.scope;
    const snapshot =
      expected ??
      (await discover(options.source, {
        namespace,
        providers: options.providers,
        signal: options.signal,
        known: reading.latest,
      }));
    // A move that fails leaves behind what nobody has foreseen.
    expected = undefined;
    reading.latest = snapshot;
    const next = planMove(snapshot, {
      providers: options.providers,
      status: plan.statusPolicy,
      ...askedMap(plan.scope),
      ...(clusters === undefined ? {} : { clusters }),
      ...(conflicts === undefined ? {} : { conflicts }),
    });
    if (clusters === undefined && next.objects.length === 0) return;
    const run = start(next, { ...each, ...own, snapshot, reading, keepSystemNamespace: true });
    for await (const { seq: _seq, at: _at, ...body } of run) events.emit(body);
    const report = await run.result;
    moved.push(report);
    const left = report.entries.filter(({ source }) => source === 'retired');
    const stayed = report.entries.filter(({ source }) => source !== 'retired');
    expected = await snapshotAfterMove(
      options.source,
      reading.latest,
      { left: left.map(({ ref }) => ref), stayed: stayed.map(({ ref }) => ref) },
      options.signal,
      // It has moved, whatever can be read now: the next one reads everything, and says what is wrong.
    ).catch(() => undefined);
  }

  async function moveOneAsItIs(name: string, own: Partial<StartMoveOptions>): Promise<void> {
    const wasExpected = expected !== undefined;
    try {
      await moveOne([name], own);
    } catch (error) {
      // Not as expected, then: somebody else has changed the source. It is read anew.
      if (!wasExpected || !(error instanceof StalePlanError || error instanceof PreflightError)) throw error;
      await moveOne([name], own);
    }
  }

  async function attempt(name: string, own: Partial<StartMoveOptions>): Promise<'done' | 'later'> {
    try {
      await moveOneAsItIs(name, own);
      outcomes.set(name, { cluster: name, outcome: 'moved' });
      return 'done';
    } catch (error) {
      if (error instanceof PartialMoveError || !(error instanceof MoveError)) throw error;
      if (options.signal?.aborted === true) throw error;
      outcomes.set(name, { cluster: name, outcome: 'stayed', because: error.message, code: error.code });
      return error instanceof BlockedError ? 'later' : 'done';
    }
  }

  try {
    await moveAll();
  } finally {
    for (const side of [options.target, options.source]) await removeSystemNamespace(side, {});
  }
  const [first] = moved;
  const staying = [...outcomes.values()].filter(({ outcome }) => outcome === 'stayed');
  if (staying.length > 0 || first === undefined) throw new ClustersError([...outcomes.values()]);
  return together(first, moved);

  async function moveAll(): Promise<void> {
    const later: string[] = [];
    for (const name of clustersOf(plan)) if ((await attempt(name, patience)) === 'later') later.push(name);
    for (const name of later) await attempt(name, {});
    const allMoved = [...outcomes.values()].every(({ outcome }) => outcome === 'moved');
    // What belongs to no Cluster is whatever is there by then.
    expected = undefined;
    if (allMoved && plan.scope.clusters === undefined) await moveOne(undefined, {});
  }
}

/** The Clusters that are to move, in the order of their names. */
function clustersOf(plan: Plan): readonly string[] {
  return plan.objects
    .filter(({ ref, fate }) => ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' && fate === 'move')
    .map(({ ref }) => ref.name)
    .sort(compareText);
}

/** One report of several moves; what was copied by one and moved by the next is told once, by how it ended. */
function together(first: MoveReport, reports: readonly MoveReport[]): MoveReport {
  const entries = new Map(
    reports.flatMap((report) => report.entries.map((entry) => [JSON.stringify(entry.ref), entry])),
  );
  const all = [...entries.values()];
  const sum = (count: keyof MoveReport['counts']): number =>
    reports.reduce((total, { counts }) => total + counts[count], 0);
  return {
    ...first,
    elapsedMs: reports.reduce((total, { elapsedMs }) => total + elapsedMs, 0),
    entries: all,
    createdNamespaces: [...new Set(reports.flatMap(({ createdNamespaces }) => createdNamespaces))].sort(compareText),
    sourceChecks: reports.flatMap(({ sourceChecks }) => sourceChecks),
    addedByTarget: reports.flatMap(({ addedByTarget }) => addedByTarget),
    counts: { moved: sum('moved'), copied: sum('copied'), adopted: sum('adopted') },
  };
}
