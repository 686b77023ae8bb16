import { ApiError, type JournalStore } from '@tsmove/move-core';
import { EndedEarly } from '../../errors/ended-early.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { JobRunFlags } from '../../flags/job.ts';
import { namespaceOf } from '../../flags/scope.ts';
import type { ClusterReport } from '../../job/cluster-report.ts';
import { isOfScope, type JobScope } from '../../job/open-moves.ts';
import { podHasEnded } from '../../job/pod-has-ended.ts';
import { readJournals } from '../../session/known-moves.ts';
import { clusterJournals } from '../../session/journal.ts';
import type { Session } from '../../session/session.ts';
import { moveSurveyed } from '../move.ts';
import { goOn } from '../resume.ts';
import {
  asMove,
  type By,
  clustersIn,
  type JobSides,
  type JobSurroundings,
  look,
  movingClusters,
  openSides,
  requireArrived,
  signature,
} from './job-session.ts';

/**
 * Goes on with what an earlier pod has left of this move, or begins it. Everything that decides is in the clusters: the
 * journal says whether a move is open; if none is, and an earlier pod has told of Clusters that it was about to move,
 * these are either all there still, because it was undone, or have arrived.
 */
export async function resumeOrStart(session: Session<JobRunFlags>, around: JobSurroundings): Promise<ExitCode> {
  const { flags } = session;
  const sides = await openSides(session);
  const scope = scopeOf(flags);
  const by = signature(session, around.pod);
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
  const moving = asMove(session);
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

/** What an earlier pod was about to move. Who may not read it begins as if there had been none. */
async function readBefore(report: ClusterReport | undefined): Promise<readonly string[] | undefined> {
  try {
    return (await report?.before())?.clusters;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
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
