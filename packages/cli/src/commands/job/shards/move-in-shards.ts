import { type ApiServer, LockedError, type Snapshot } from '@tsmove/move-core';
import { EndedEarly } from '../../../errors/ended-early.ts';
import { exitCodes, type ExitCode } from '../../../exit-codes.ts';
import type { JobRunFlags } from '../../../flags/job.ts';
import { namespaceOf } from '../../../flags/scope.ts';
import { agreeOnAssignment } from '../../../job/shards/assignment-map.ts';
import { remainderOf, shardName } from '../../../job/shards/assignment.ts';
import type { Session } from '../../../session/session.ts';
import { moveSurveyed } from '../../move.ts';
import {
  asMove,
  clustersIn,
  type JobSides,
  type JobSurroundings,
  look,
  openSides,
  requireArrived,
  signature,
} from '../job-session.ts';
import { besidesPlan, isOfJob, type ShardJob, whenFree } from './shard-job.ts';
import { settleOpen } from './settle-open.ts';

interface ShardSurroundings extends JobSurroundings {
  /** The cluster of the pod, as its report reaches it. */
  readonly own: ApiServer | undefined;
}

/**
 * One pod's part of a move in shards. Everything that decides is in the clusters, so that a pod that takes the place of a
 * lost one does the same, and finds done what is done:
 *
 * 1. which Clusters are this pod's is laid down once for all pods, before anything moves;
 * 2. what Clusters share is brought to the target by a move of its own, which is over before any shard moves;
 * 3. the Clusters of this pod move, all or none, at the same time as those of other pods;
 * 4. whoever finds that the last Cluster has left takes what is left of the namespace along.
 */
export async function moveInShards(session: Session<JobRunFlags>, around: ShardSurroundings): Promise<ExitCode> {
  const sides = await openSides(session);
  const job = await openJob(session, sides, around);
  const { clusters, reporter, shard } = job;
  await reporter.begin(clusters);
  const isEmpty = clusters.length === 0;
  // Nobody else would take along what is left of a namespace that has no Cluster.
  const isFirstOfNone = job.assignment.shards.flat().length === 0 && shard === shardName(0);
  if (isEmpty && !isFirstOfNone) return done(job, `There is no Cluster for ${shard}. There is nothing to do.`);
  const went = !isEmpty && (await moveClusters(job));
  const wentOn = await whenFree(job, 'What is left of the namespace', () => moveRemainder(job));
  if (isEmpty || went || wentOn) return exitCodes.done;
  return done(
    job,
    `All Clusters of ${shard} that an earlier pod was to move have arrived. There is nothing left to do.`,
  );
}

async function openJob(
  session: Session<JobRunFlags>,
  sides: JobSides,
  { pod, reporter, own }: ShardSurroundings,
): Promise<ShardJob> {
  const { flags, library, providers, interrupts, deadline } = session;
  const { shards = 1 } = flags;
  const namespace = namespaceOf(flags) ?? '';
  if (pod?.job === undefined || own === undefined) {
    throw new EndedEarly('--shards is for the pods of an Indexed Job, and this is none', exitCodes.usage);
  }
  if (pod.shard >= shards) {
    throw new EndedEarly(`this is pod ${pod.shard} of ${shards} shards, counted from 0`, exitCodes.usage);
  }
  const assignment = await agreeOnAssignment({
    server: own,
    pod,
    namespace,
    shards,
    async propose() {
      const snapshot = await deadline.limit(interrupts.signal, (signal) =>
        library.discover(sides.source, { namespace, providers, signal, concurrency: flags.concurrency }),
      );
      const divided = library.divideClusters(snapshot, { providers, shards });
      return { shards: divided.shards, shared: divided.shared.map(({ kind, name }) => `${kind}/${name}`) };
    },
  });
  const [shard, clusters] = [shardName(pod.shard), assignment.shards[pod.shard] ?? []];
  return { session, sides, by: signature(session, pod), reporter, namespace, assignment, shard, clusters };
}

/** Goes on with what an earlier pod of this shard has begun, or begins it. False if it was over. */
async function moveClusters(job: ShardJob): Promise<boolean> {
  const went = await settleOpen(job, (scope) => isOfJob(job, scope) && scope.shard === job.shard, { mine: true });
  if ((await stillHere(job)).length === 0) return went;
  await whenFree(job, 'What the Clusters share', () => bringShared(job));
  await whenFree(job, `The move of ${job.shard}`, () => moveOwn(job));
  return true;
}

/** The Clusters of this shard that are in the source. The others have arrived: a move of ours has brought them. */
async function stillHere(job: ShardJob): Promise<readonly string[]> {
  const { clusters, namespace, session, sides } = job;
  const { objects, types } = await discoverSource(job);
  const inSource = clustersIn(objects, namespace);
  const missing = clusters.filter((name) => !inSource.includes(name));
  const scope = { namespace, targetNamespace: session.flags.namespaceMap?.to };
  if (missing.length > 0) await requireArrived(session, sides, { scope, missing, types });
  return clusters.filter((name) => inSource.includes(name));
}

function discoverSource({ session, sides, namespace }: ShardJob): Promise<Snapshot> {
  const { library, providers, flags, interrupts, deadline } = session;
  return deadline.limit(interrupts.signal, (signal) =>
    library.discover(sides.source, { namespace, providers, signal, concurrency: flags.concurrency }),
  );
}

/** A move of the whole namespace, which shards wait for, whoever makes it. */
function settleOthers(job: ShardJob): Promise<boolean> {
  return settleOpen(job, (scope) => isOfJob(job, scope) && scope.shard === undefined && scope.clusters === undefined);
}

async function bringShared(job: ShardJob): Promise<void> {
  const { session, sides, by } = job;
  await settleOthers(job);
  const moving = asMove({ ...session, view: besidesPlan(session.view) });
  const surveyed = await look({ ...moving, flags: { ...moving.flags, sharedOnly: true } }, sides);
  const { target } = sides;
  const { library, providers, interrupts } = session;
  const missing = await library.findMissing(surveyed.plan, { target, providers, signal: interrupts.signal });
  if (missing.length === 0) return;
  await moveSurveyed(moving, surveyed, { by });
}

async function moveOwn(job: ShardJob): Promise<void> {
  const { session, sides, by, shard } = job;
  await settleOthers(job);
  // Another pod may have had to wait for something that it found missing, and so may this one.
  const cluster = await stillHere(job);
  if (cluster.length === 0) return;
  const moving = asMove(session);
  const surveyed = await look({ ...moving, flags: { ...moving.flags, cluster, shard } }, sides);
  await moveSurveyed(moving, surveyed, { by });
}

/**
 * What belongs to no Cluster, and what they shared, which is in the target by now: it leaves the source when no Cluster
 * is there any more. A Cluster that no shard knows stays, and everything that it may use. False if nothing was moved.
 */
async function moveRemainder(job: ShardJob): Promise<boolean> {
  const { session, sides, by, assignment, reporter } = job;
  const { objects } = await discoverSource(job);
  const { waiting, unassigned } = remainderOf(assignment, clustersIn(objects, job.namespace));
  if (unassigned.length > 0) reporter.leaveBehind(unassigned);
  // A shard that is not done yet comes here, too: the last one finds nobody else.
  if (waiting.length > 0 || unassigned.length > 0 || (await isShardUnderWay(job))) return false;
  await settleOthers(job);
  const moving = asMove({ ...session, view: besidesPlan(session.view) });
  const surveyed = await look(moving, sides);
  if (!surveyed.plan.objects.some(({ fate }) => fate === 'move')) return false;
  if (surveyed.plan.objects.some(({ clusters }) => clusters.length > 0)) {
    // One that came just now, or one whose shard is being rolled back.
    throw new LockedError(`namespace ${job.namespace} has Clusters again`);
  }
  await moveSurveyed(moving, surveyed, { by, onChange: 'refuse' });
  return true;
}

async function isShardUnderWay(job: ShardJob): Promise<boolean> {
  const { session, sides } = job;
  const { signal } = session.interrupts;
  const found = await Promise.all(
    [sides.source, sides.target].map((side) => session.library.readLeases(side, { signal })),
  );
  return found.flat().some(({ content }) => content.scope.shard !== undefined && isOfJob(job, content.scope));
}

function done({ session: { view } }: ShardJob, sentence: string): ExitCode {
  view.show({ type: 'ended-before', moveId: '', outcome: 'moved', sentence });
  return exitCodes.done;
}
