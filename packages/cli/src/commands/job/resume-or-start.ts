import { ApiError, type ApiServer, type JournalStore, type StartMoveOptions } from '@tsmove/move-core';
import { EndedEarly } from '../../errors/ended-early.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { JobRunFlags } from '../../flags/job.ts';
import type { MoveFlags } from '../../flags/move.ts';
import { namespaceOf } from '../../flags/scope.ts';
import type { ClusterReport } from '../../job/cluster-report.ts';
import { isOfScope, type JobScope } from '../../job/open-moves.ts';
import { actorOf, type Pod } from '../../job/pod.ts';
import { podHasEnded } from '../../job/pod-has-ended.ts';
import type { Reporter } from '../../job/reporter.ts';
import { readJournals } from '../../session/known-moves.ts';
import { clusterJournals } from '../../session/journal.ts';
import { paceOptions } from '../../session/pace.ts';
import { type Session, sourceOf, targetOf } from '../../session/session.ts';
import { type Survey, surveySides } from '../../session/survey.ts';
import { moveSurveyed } from '../move.ts';
import { goOn } from '../resume.ts';

export interface JobSurroundings {
  /** Undefined: it runs outside of a cluster. */
  readonly pod: Pod | undefined;
  readonly reporter: Reporter;
  readonly report: ClusterReport | undefined;
}

/** Both sides, and the one that the pod is in. */
interface JobSides {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly own: ApiServer;
}

/**
 * Goes on with what an earlier pod has left of this move, or begins it. Everything that decides is in the clusters: the
 * journal says whether a move is open; if none is, and an earlier pod has told of Clusters that it was about to move,
 * these are either all there still, because it was undone, or have arrived.
 */
export async function resumeOrStart(session: Session<JobRunFlags>, around: JobSurroundings): Promise<ExitCode> {
  const { flags } = session;
  const sides = await openSides(session);
  const scope = scopeOf(flags);
  const by = { ...paceOptions(flags).by, ...(around.pod === undefined ? {} : actorOf(around.pod)) };
  const went = await goOnWithOpen(session, sides, { around, scope, by });
  if (went !== undefined && !scope.perCluster) return went;
  return start(session, sides, { around, scope, by, wentOn: went !== undefined });
}

function scopeOf(flags: JobRunFlags): JobScope {
  return {
    namespace: namespaceOf(flags) ?? '',
    targetNamespace: flags.namespaceMap?.to,
    clusters: flags.cluster,
    perCluster: flags.perCluster === true,
  };
}

/** The side of the pod is reached with its ServiceAccount, whatever else the environment holds. */
async function openSides(session: Session<JobRunFlags>): Promise<JobSides> {
  const { flags } = session;
  if (flags.thisSide === 'target') {
    const target = await session.connect('target', targetOf(flags) ?? { kubeconfig: undefined, context: undefined });
    return { source: await session.connect('source', sourceOf(flags)), target, own: target };
  }
  const source = await session.connect('source', sourceOf(flags));
  const where = targetOf(flags);
  if (where === undefined) throw new Error('a move without a target');
  return { source, target: await session.connect('target', where), own: source };
}

type By = NonNullable<StartMoveOptions['by']>;

/** Undefined: no move of this scope is open. */
async function goOnWithOpen(
  session: Session<JobRunFlags>,
  { source, target, own }: JobSides,
  { around, scope, by }: { readonly around: JobSurroundings; readonly scope: JobScope; readonly by: By },
): Promise<ExitCode | undefined> {
  const { library, view } = session;
  view.show({ type: 'working', step: 'Looking for a move that an earlier pod has begun' });
  const journal = clusterJournals(library, { source, target });
  const open = (await readJournals(library, journal, 'cluster')).flatMap(({ summary, trouble }) => {
    if (summary === undefined) {
      // It may be this one: who begins another beside it would find its lock, and not know why.
      throw trouble;
    }
    return isOfScope(summary, scope) ? [summary] : [];
  });
  const [summary, ...others] = open;
  if (summary === undefined) return undefined;
  if (others.length > 0) {
    const ids = open.map(({ moveId }) => moveId).join(', ');
    throw new EndedEarly(
      `several moves of namespace ${scope.namespace} are open: ${ids}`,
      exitCodes.refused,
      'End all but one of them with tsmove resume or tsmove rollback, and --journal cluster.',
    );
  }
  // Said again, for the one who comes after this pod: it may find the move ended, and its journal gone.
  const told = (await readBefore(around.report)) ?? (await clustersOf(session, journal, summary.moveId));
  await around.reporter.begin(told);
  const going = { ...session, flags: { ...session.flags, skipLeaseWait: undefined } };
  return goOn(going, { sides: { source, target }, journal, summary }, { by, holderIsDead: podHasEnded(own) });
}

/** The Clusters of a move by its journal. */
async function clustersOf(
  { library }: Session<JobRunFlags>,
  journal: JournalStore,
  moveId: string,
): Promise<readonly string[]> {
  const records = (await journal.read(moveId))?.records ?? [];
  return records.length === 0 ? [] : movingClusters(library.replay(records));
}

async function start(
  session: Session<JobRunFlags>,
  sides: JobSides,
  {
    around: { reporter, report },
    scope,
    by,
    wentOn,
  }: { readonly around: JobSurroundings; readonly scope: JobScope; readonly by: By; readonly wentOn: boolean },
): Promise<ExitCode> {
  const before = await readBefore(report);
  const moving: Session<MoveFlags> = { ...session, flags: { ...session.flags, ...unused } };
  let surveyed = await look(moving, sides);
  const told = before ?? (wentOn ? scope.clusters : undefined);
  const missing = told?.filter((name) => !clustersIn(surveyed.snapshot.objects, scope.namespace).includes(name)) ?? [];
  if (told !== undefined && missing.length > 0) {
    await requireArrived(moving, sides, { scope, missing });
    const left = told.filter((name) => !missing.includes(name));
    if (surveyed.plan.objects.length === 0 || (scope.clusters !== undefined && left.length === 0)) {
      return hadMoved(session, scope);
    }
    // Of several that move one by one some had moved already.
    if (scope.clusters !== undefined) {
      surveyed = await look({ ...moving, flags: { ...moving.flags, cluster: left } }, sides);
    }
  }
  if (wentOn && surveyed.plan.objects.length === 0) return exitCodes.done;
  const clusters = [...new Set([...missing, ...movingClusters(surveyed)])].sort();
  await reporter.begin(clusters);
  return moveSurveyed(moving, surveyed, { by });
}

function look(session: Session<MoveFlags>, sides: JobSides): Promise<Survey> {
  return session.deadline.limit(session.interrupts.signal, (signal) => surveySides(session, sides, signal));
}

/** What an earlier pod was about to move. Who may not read it begins as if there had been none. */
async function readBefore(report: ClusterReport | undefined): Promise<readonly string[] | undefined> {
  try {
    return (await report?.before())?.clusters;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** A Cluster that is gone from the source, and was not taken away by a move of ours, must not pass for one that was. */
async function requireArrived(
  { library, providers, interrupts }: Session<MoveFlags>,
  { target }: JobSides,
  { scope, missing }: { readonly scope: JobScope; readonly missing: readonly string[] },
): Promise<void> {
  const namespace = scope.targetNamespace ?? scope.namespace;
  const { objects } = await library.discover(target, { namespace, providers, signal: interrupts.signal });
  const arrived = clustersIn(objects, namespace);
  const lost = missing.filter((name) => !arrived.includes(name));
  if (lost.length === 0) return;
  throw new EndedEarly(
    `an earlier pod was about to move ${lost.map((name) => `Cluster/${name}`).join(', ')}, and neither side has them any more`,
    exitCodes.refused,
    'Look who has deleted them. Delete the status ConfigMap of the Job to begin anew without them.',
  );
}

function hadMoved({ view }: Session<JobRunFlags>, { namespace }: JobScope): ExitCode {
  view.show({
    type: 'ended-before',
    moveId: '',
    outcome: 'moved',
    sentence: `All Clusters of namespace ${namespace} that an earlier pod was to move have arrived. There is nothing left to do.`,
  });
  return exitCodes.done;
}

function clustersIn(objects: Survey['snapshot']['objects'], namespace: string): readonly string[] {
  return objects
    .filter(
      ({ kind, apiVersion, metadata }) =>
        kind === 'Cluster' && apiVersion.startsWith('cluster.x-k8s.io/') && metadata.namespace === namespace,
    )
    .map(({ metadata }) => metadata.name);
}

function movingClusters({ plan }: Pick<Survey, 'plan'>): readonly string[] {
  return plan.objects
    .filter(({ ref, fate }) => ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' && fate === 'move')
    .map(({ ref }) => ref.name);
}

/** What `move` has besides: a Job keeps its journal in the clusters, asks nobody, and writes no files. */
const unused = {
  journal: 'cluster',
  journalDir: undefined,
  dryRun: undefined,
  yes: true,
  toDirectory: undefined,
  fromDirectory: undefined,
  backup: undefined,
  encryptTo: undefined,
  plain: undefined,
} as const;
