import type { Resource } from '../../support/api/discovery.ts';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { objectsPerCluster, seedClusters } from '../../support/seed/seed.ts';
import { pauseAcknowledger } from '../../support/stand-ins/pause-acknowledger.ts';
import type { Contender } from '../contenders.ts';
import { watchPauses } from '../pause-window/watch-pauses.ts';
import type { RawTimes } from '../raw-bound/task.ts';
import { measureCommand, type Usage } from '../resources/measure-command.ts';
import { serverTime } from '../resources/server-time.ts';
import { median } from '../result/statistics.ts';
import { clearObjects, countObjects } from './clear-namespace.ts';
import { namespacesEnded } from './namespaces-ended.ts';
import { difference, requestCounts, sum, type RequestCounts } from './request-counts.ts';

/** One move by one contender. */
export interface Trial {
  readonly contender: string;
  readonly objects: number;
  readonly elapsedMs: number;
  /** Processor time of the contender's process, in seconds; undefined on systems that do not say. */
  readonly processorSeconds: number | undefined;
  readonly peakMiB: number | undefined;
  /** Processor time of both API servers and their etcds meanwhile, in seconds. */
  readonly serverSeconds: number | undefined;
  /** Of both API servers together. */
  readonly requests: RequestCounts;
  /** For how long no controller looks after a Cluster: of all Clusters. */
  readonly pauseWindow: { readonly medianMs: number; readonly maxMs: number };
  /** What the raw bound says about itself. */
  readonly rawTimes?: RawTimes;
}

/** Where contenders compete: the servers, and the way there. */
export interface Bed {
  readonly pair: Pair;
  /** Kubeconfigs: the servers' own, or those of proxies that make the way longer. */
  readonly source: string;
  readonly target: string;
  readonly kinds: readonly Resource[];
  /** Where tsmove keeps its journals. */
  readonly state: string;
}

export interface TrialOptions {
  readonly clusters: number;
  /** Awaited instead of the move, which it has to call: for who wants to do something meanwhile. */
  readonly around?: (move: () => Promise<Usage>) => Promise<Usage>;
  readonly rawConcurrency: number;
  readonly signal: AbortSignal;
}

let numbers = 0;

/** What the last trial left on a pair of servers. It is removed before the next, and not at all if there is none. */
const leftovers = new WeakMap<Pair, { readonly namespace: string; readonly objects: number }>();

const alone: Required<TrialOptions>['around'] = (move) => move();

/** Tries once and says so; undefined: it failed, and that is on record. */
export type Attempt = (
  what: string,
  contender: Contender,
  options: Pick<TrialOptions, 'clusters' | 'rawConcurrency'>,
) => Promise<Trial | undefined>;

/** What servers take for work in the background grows with the number of objects. */
const patienceMs = (objects: number): number => 120_000 + objects * 25;

async function clearLeftovers(pair: Pair): Promise<void> {
  const left = leftovers.get(pair);
  if (left === undefined) return;
  await Promise.all(pair.both.map((plane) => clearObjects(plane, left.namespace, patienceMs(left.objects))));
}

/**
 * Fills a namespace of the source, has the contender move it, and checks that everything has arrived. What
 * another one left there is removed before. Only the contender's process is measured.
 */
export async function tryOnce(bed: Bed, contender: Contender, options: TrialOptions): Promise<Trial> {
  const { source, target, both } = bed.pair;
  const { clusters, rawConcurrency, signal, around = alone } = options;
  // Another one each time: what a failed move leaves behind is nobody else's matter.
  const namespace = `bench-${(numbers += 1)}`;
  const objects = clusters * objectsPerCluster;
  await clearLeftovers(bed.pair);
  leftovers.set(bed.pair, { namespace, objects });
  await seedClusters(source, { namespace, count: clusters });
  const standIn = contender.acknowledged ? await pauseAcknowledger(source) : undefined;
  // What the seeding set in motion is over then, on both sides.
  await Promise.all(
    both.map(async (plane) => {
      await namespacesEnded(plane, patienceMs(objects));
      await garbageCollected(plane, patienceMs(objects));
    }),
  );
  using pauses = await watchPauses(bed.pair, namespace, clusters);
  const counts = async (): Promise<RequestCounts> => sum(await requestCounts(source), await requestCounts(target));
  const before = await counts();
  const { pair: _, ...way } = bed;
  const serversBefore = serverTime(both);
  const command = contender.command({ ...way, namespace, home: source.directory, rawConcurrency });
  const usage = await around(() => measureCommand(command, signal));
  const serversAfter = serverTime(both);
  const requests = difference(await counts(), before);
  const windows = await pauses.answer();
  await standIn?.stop();
  const [left, arrived] = [await countObjects(source, namespace), await countObjects(target, namespace)];
  if (left !== 0 || arrived !== objects) {
    throw new Error(
      `${contender.name}: of ${objects} objects ${arrived} are in the target and ${left} still in the source`,
    );
  }
  if (windows.length !== clusters)
    throw new Error(`${contender.name}: ${windows.length} of ${clusters} Clusters were seen paused and resumed`);
  return {
    contender: contender.name,
    objects,
    elapsedMs: usage.elapsedMs,
    processorSeconds: usage.processorSeconds,
    peakMiB: usage.peakMiB,
    serverSeconds: serversBefore === undefined || serversAfter === undefined ? undefined : serversAfter - serversBefore,
    requests,
    pauseWindow: { medianMs: median(windows), maxMs: Math.max(...windows) },
    ...(contender.name.startsWith('raw bound') ? { rawTimes: JSON.parse(usage.output) as RawTimes } : {}),
  };
}
