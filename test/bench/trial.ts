import { garbageCollected } from '../support/control-plane/garbage-collected.ts';
import type { Pair } from '../support/control-plane/start.ts';
import { objectsPerCluster, seedClusters } from '../support/seed/seed.ts';
import { pauseAcknowledger } from '../support/stand-ins/pause-acknowledger.ts';
import { clearNamespace, countObjects } from './clear-namespace.ts';
import type { Contender } from './contenders.ts';
import { difference, requestCounts, sum, type RequestCounts } from './request-counts.ts';
import { timeCommand } from './time-command.ts';

/** One move by one contender. */
export interface Trial {
  readonly contender: string;
  readonly objects: number;
  readonly elapsedMs: number;
  /** Of both API servers together. */
  readonly requests: RequestCounts;
}

/**
 * Fills a namespace of the source, has the contender move it, checks that everything has arrived, and leaves both sides as
 * they were. Only the contender's process is timed.
 */
export async function tryOnce(
  pair: Pair,
  contender: Contender,
  clusters: number,
  namespace: string,
  signal: AbortSignal,
): Promise<Trial> {
  const { source, target, both } = pair;
  const objects = clusters * objectsPerCluster;
  await seedClusters(source, { namespace, count: clusters });
  const standIn = contender.acknowledged ? await pauseAcknowledger(source) : undefined;
  // What the seeding set in motion is over then, on both sides.
  await Promise.all(both.map((plane) => garbageCollected(plane)));
  const counts = async (): Promise<RequestCounts> => sum(await requestCounts(source), await requestCounts(target));
  const before = await counts();
  const elapsedMs = await timeCommand(contender.command(pair, namespace), signal);
  const requests = difference(await counts(), before);
  await standIn?.stop();
  const [left, arrived] = [await countObjects(source, namespace), await countObjects(target, namespace)];
  if (left !== 0 || arrived !== objects) {
    throw new Error(
      `${contender.name}: of ${objects} objects ${arrived} are in the target and ${left} still in the source`,
    );
  }
  await Promise.all(both.map((plane) => clearNamespace(plane, namespace)));
  return { contender: contender.name, objects, elapsedMs, requests };
}
