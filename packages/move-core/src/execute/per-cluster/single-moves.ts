import { snapshotAfterMove } from '../../discover/after-move.ts';
import { discover } from '../../discover/discover.ts';
import type { Snapshot } from '../../discover/snapshot.ts';
import { PreflightError, StalePlanError } from '../../errors.ts';
import { independentClusters } from '../../graph/independent-clusters.ts';
import { refKey } from '../../model/object-ref.ts';
import { askedMap } from '../../plan/arrival.ts';
import { planOver, type PlanOptions } from '../../plan/plan-move.ts';
import { isShardName } from '../../plan/sharding.ts';
import type { Plan } from '../../plan/types.ts';
import type { EventStream } from '../event-stream.ts';
import { createReading, type Reading } from '../reading.ts';
import type { MoveReport } from '../report.ts';
import type { MoveRun, StartMoveOptions } from '../types.ts';
import { createLanes } from './lanes.ts';

/** Starts one move; `startMove`, but for the circle of imports that it would make. */
export type Start = (plan: Plan, options: StartMoveOptions & { readonly reading: Reading }) => MoveRun;

type Own = Pick<StartMoveOptions, 'pauseTimeoutMs' | 'blockMoveTimeoutMs'>;

/** The moves that a move Cluster by Cluster consists of. Each raises what `startMove` does. */
export interface SingleMoves {
  /** Moves one Cluster while no other is under way, with what it shares; or what is left, if none is named. */
  alone(cluster: string | undefined, own: Own): Promise<void>;
  /** Names of Clusters that have to move together with others, as the source is now: they can only go alone. */
  tied(): Promise<ReadonlySet<string>>;
  /** To be called before the first of several that are under way at the same time. */
  look(): Promise<void>;
  /**
   * Moves one Cluster beside others, as a shard. `alone`: nothing was done, because that cannot be: the target may not
   * have yet its namespace or what it shares with others, or it has to move together with another one, or it may be the
   * last one to need what it shares.
   */
  beside(cluster: string, own: Own): Promise<'done' | 'alone'>;
  /** What has moved, in the order in which it was done. */
  readonly moved: readonly MoveReport[];
}

export function createSingleMoves(
  plan: Plan,
  options: StartMoveOptions,
  events: EventStream,
  start: Start,
): SingleMoves {
  const { perCluster: _perCluster, clustersAtOnce: _atOnce, snapshot: _snapshot, ...each } = options;
  const { namespace, conflicts } = plan.scope;
  const reading = createReading({ shared: true });
  const moved: MoveReport[] = [];
  const openLane = createLanes((event) => {
    events.pass(event);
  });
  /** What is in both clusters by now, because a move of ours has brought it there or found it there. */
  const shared = new Set<string>();
  /** Namespaces that the target has by now: a shard would leave one that it has made, although it is undone. */
  const places = new Set<string | undefined>([undefined]);
  /** The source by what the last move has seen and done: each looks at everything itself, when it holds its Cluster. */
  let expected: Snapshot | undefined;

  async function discovered(): Promise<Snapshot> {
    const { source, providers, signal } = options;
    reading.latest = await discover(source, { namespace, providers, signal, known: reading.latest });
    return reading.latest;
  }

  const planFor = (snapshot: Snapshot, asked: Pick<PlanOptions, 'clusters' | 'shard'>): Plan =>
    planOver(reading.graphOf(snapshot, options.providers), snapshot, {
      providers: options.providers,
      status: plan.statusPolicy,
      ...askedMap(plan.scope),
      ...(conflicts === undefined ? {} : { conflicts }),
      ...asked,
    });

  async function carryOut(next: Plan, snapshot: Snapshot, own: Own): Promise<MoveReport> {
    const lane = openLane();
    try {
      const run = start(next, { ...each, ...own, snapshot, reading, keepSystemNamespace: true });
      for await (const event of run) lane.tell(event);
      const report = await run.result;
      moved.push(report);
      for (const { ref, source } of report.entries) {
        places.add(ref.namespace);
        if (source !== 'retired') shared.add(refKey(ref));
      }
      return report;
    } finally {
      lane.close();
    }
  }

  async function moveAlone(cluster: string | undefined, own: Own): Promise<void> {
    const snapshot = expected ?? (await discovered());
    // A move that fails leaves behind what nobody has foreseen.
    expected = undefined;
    reading.latest = snapshot;
    const next = planFor(snapshot, cluster === undefined ? {} : { clusters: [cluster] });
    if (cluster === undefined && next.objects.length === 0) return;
    const { entries } = await carryOut(next, snapshot, own);
    const left = entries.filter(({ source }) => source === 'retired');
    const stayed = entries.filter(({ source }) => source !== 'retired');
    expected = await snapshotAfterMove(
      options.source,
      reading.latest,
      { left: left.map(({ ref }) => ref), stayed: stayed.map(({ ref }) => ref) },
      options.signal,
      // It has moved, whatever can be read now: the next one reads everything, and says what is wrong.
    ).catch(() => undefined);
  }

  function canGoBeside(next: Plan): boolean {
    if (next.diagnostics.some(({ code }) => code === 'shard-not-independent')) return false;
    if (!next.objects.every(({ ref }) => places.has(ref.namespace))) return false;
    const used = next.objects.filter(({ there }) => there === true);
    // Of some Clusters the last one takes along what nobody else needs; of all of them, what is left follows at the end.
    if (plan.scope.clusters !== undefined && used.length > 0) return false;
    return used.every(({ ref }) => shared.has(refKey(ref)));
  }

  async function moveBeside(cluster: string, own: Own, snapshot: Snapshot): Promise<'done' | 'alone'> {
    const next = planFor(snapshot, { clusters: [cluster], shard: cluster });
    if (!canGoBeside(next)) return 'alone';
    await carryOut(next, snapshot, own);
    return 'done';
  }

  return {
    moved,
    async alone(cluster, own) {
      // What belongs to no Cluster is whatever is there by then.
      if (cluster === undefined) expected = undefined;
      const wasExpected = expected !== undefined;
      try {
        await moveAlone(cluster, own);
      } catch (error) {
        if (!wasExpected || !isOtherThanExpected(error)) throw error;
        await moveAlone(cluster, own);
      }
    },
    async tied() {
      expected ??= await discovered();
      const { groups } = independentClusters(reading.graphOf(expected, options.providers), options.providers);
      return new Set(
        groups.flatMap(({ clusters }) => (clusters.length > 1 ? clusters.map(({ ref }) => ref.name) : [])),
      );
    },
    async look() {
      reading.latest = expected ?? (await discovered());
      expected = undefined;
    },
    async beside(cluster, own) {
      if (!isShardName(cluster)) return 'alone';
      try {
        return await moveBeside(cluster, own, reading.latest ?? (await discovered()));
      } catch (error) {
        if (!isOtherThanExpected(error)) throw error;
        return moveBeside(cluster, own, await discovered());
      }
    },
  };
}

/** Somebody else has changed the source, then: it is to be read anew. */
function isOtherThanExpected(error: unknown): boolean {
  return error instanceof StalePlanError || error instanceof PreflightError;
}
