import { defaults } from '../../defaults.ts';
import { BlockedError, ClustersError, MoveError, PartialMoveError, type ClusterOutcome } from '../../errors.ts';
import { removeSystemNamespace } from '../../lock/system-namespace.ts';
import { compareText } from '../../model/object-ref.ts';
import type { Plan } from '../../plan/types.ts';
import type { EventStream } from '../event-stream.ts';
import type { MoveReport } from '../report.ts';
import type { StartMoveOptions } from '../types.ts';
import { clustersAtOnceFor } from './clusters-at-once.ts';
import { overlap } from './overlap.ts';
import { requireSeparable } from './requirements.ts';
import { createSingleMoves, type Start } from './single-moves.ts';
import { together } from './together.ts';

/**
 * Moves each Cluster of a plan by itself, so that each commits on its own (contract 6). Those that have nothing in
 * common but what the target has already go several at the same time, as shards do. One that fails is undone alone; one
 * that does not come to rest soon is put last, so that it does not hold up the others. What several Clusters share is
 * copied with the first, adopted by the next, and leaves the source when nobody needs it there any more. What belongs
 * to no Cluster follows when all of them have moved.
 *
 * Raises ClustersError if any Cluster stays, and PartialMoveError if one stopped half way, for then nothing else of the
 * namespace is begun; UsageError for a plan or a number that is none.
 */
export async function moveEachCluster(
  plan: Plan,
  options: StartMoveOptions,
  events: EventStream,
  start: Start,
): Promise<MoveReport> {
  requireSeparable(plan.scope);
  const { signal } = options;
  const most = await clustersAtOnceFor(options);
  const moves = createSingleMoves(plan, options, events, start);
  const outcomes = new Map<string, ClusterOutcome>();
  const later: string[] = [];
  const patience = {
    pauseTimeoutMs: Math.min(options.pauseTimeoutMs ?? defaults.pauseTimeoutMs, defaults.firstPatienceMs),
    blockMoveTimeoutMs: Math.min(options.blockMoveTimeoutMs ?? defaults.blockMoveTimeoutMs, defaults.firstPatienceMs),
  };

  /** Raises only what ends the whole. */
  async function attempt<T>(name: string, work: () => Promise<T>, blocked?: () => void): Promise<T | undefined> {
    try {
      const answer = await work();
      if (answer !== 'alone') outcomes.set(name, { cluster: name, outcome: 'moved' });
      return answer;
    } catch (error) {
      if (error instanceof PartialMoveError || !(error instanceof MoveError)) throw error;
      if (signal?.aborted === true) throw error;
      outcomes.set(name, { cluster: name, outcome: 'stayed', because: error.message, code: error.code });
      if (error instanceof BlockedError) blocked?.();
      return undefined;
    }
  }

  const alone = (name: string): Promise<unknown> =>
    attempt(
      name,
      () => moves.alone(name, patience),
      () => later.push(name),
    );

  async function moveAll(): Promise<void> {
    const all = clustersOf(plan);
    // A shard decides about no conflicts.
    let atOnce = plan.scope.conflicts === undefined ? Math.min(most, all.length) : 1;
    const tied = atOnce > 1 ? await moves.tied() : new Set<string>();
    const queue = all.filter((name) => !tied.has(name));
    while (queue.length > 0) {
      // The first one brings the namespace, and perhaps all that the others share.
      const several = atOnce > 1 && moves.moved.length > 0;
      const [next, ...others] = several ? await besideEachOther(queue, atOnce) : queue.splice(0, 1);
      queue.unshift(...others);
      if (next === undefined) continue;
      // Of some Clusters the next one would have to go alone for the same reason: it may be the last to need something.
      if (several && plan.scope.clusters !== undefined) atOnce = 1;
      await alone(next);
    }
    for (const name of all.filter((one) => tied.has(one))) await alone(name);
    for (const name of later) await attempt(name, () => moves.alone(name, {}));
    const allMoved = [...outcomes.values()].every(({ outcome }) => outcome === 'moved');
    if (allMoved && plan.scope.clusters === undefined) await moves.alone(undefined, {});
  }

  /** The answer is those that have to go alone. */
  async function besideEachOther(queue: string[], atOnce: number): Promise<readonly string[]> {
    await moves.look();
    return overlap(queue, atOnce, async (name) => {
      const went = await attempt(
        name,
        () => moves.beside(name, patience),
        () => later.push(name),
      );
      return went ?? 'done';
    });
  }

  async function tidyUp(): Promise<void> {
    for (const side of [options.target, options.source]) await removeSystemNamespace(side, {});
  }

  const began = performance.now();
  try {
    await moveAll();
  } catch (error) {
    // Why it has failed counts, and not what may be left over from that.
    await tidyUp().catch(() => undefined);
    throw error;
  }
  await tidyUp();
  const [first] = moves.moved;
  const staying = [...outcomes.values()].filter(({ outcome }) => outcome === 'stayed');
  if (staying.length > 0 || first === undefined) throw new ClustersError([...outcomes.values()]);
  return together(first, moves.moved, performance.now() - began);
}

/** The Clusters that are to move, in the order of their names. */
function clustersOf(plan: Plan): string[] {
  return plan.objects
    .filter(({ ref, fate }) => ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' && fate === 'move')
    .map(({ ref }) => ref.name)
    .sort(compareText);
}
