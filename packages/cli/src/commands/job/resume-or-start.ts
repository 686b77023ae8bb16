import type { MoveSummary } from '@tsmove/move-core';
import { EndedEarly } from '../../errors/ended-early.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { JobRunFlags } from '../../flags/job.ts';
import { namespaceOf } from '../../flags/scope.ts';
import type { JobScope } from '../../job/open-moves.ts';
import { podHasEnded } from '../../job/pod-has-ended.ts';
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
import { clearOwn, clustersOf, type EndedMove, ownMoves } from './own-moves.ts';

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
  session.view.show({ type: 'working', step: 'Looking for a move that an earlier pod has begun' });
  const { open, ended } = await ownMoves(session, sides, scope);
  const told = around.before?.clusters ?? clustersOfEnded(ended);
  // Said again before its journal goes: whoever comes after this pod finds it nowhere else.
  if (around.before?.clusters === undefined && told !== undefined) await around.reporter.begin(told);
  await clearOwn(session, sides, { moves: ended, by });
  const went = await goOnWithOpen(session, sides, { around, scope, by, open });
  if (went !== undefined && !scope.perCluster) return went;
  return start(session, sides, { around, scope, by, wentOn: went !== undefined, told, ended });
}

/** What moves that are over, and have moved something, were about; undefined if there is none. */
function clustersOfEnded(ended: readonly EndedMove[]): readonly string[] | undefined {
  const names = ended.filter(({ outcome }) => outcome === 'moved').flatMap(({ clusters }) => clusters);
  return names.length === 0 ? undefined : [...new Set(names)].sort();
}

function scopeOf(flags: JobRunFlags): JobScope {
  return {
    namespace: namespaceOf(flags) ?? '',
    targetNamespace: flags.namespaceMap?.to,
    clusters: flags.cluster,
    perCluster: flags.perCluster === true,
  };
}

interface Setting {
  readonly around: JobSurroundings;
  readonly scope: JobScope;
  readonly by: By;
}

/** Undefined: no move of this scope is open. */
async function goOnWithOpen(
  session: Session<JobRunFlags>,
  { source, target, own }: JobSides,
  { around, scope, by, open }: Setting & { readonly open: readonly MoveSummary[] },
): Promise<ExitCode | undefined> {
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
  const journal = clusterJournals(session.library, { source, target });
  // Said again, for the one who comes after this pod: it may find the move ended, and its journal gone.
  const told = around.before?.clusters ?? (await clustersOf(session.library, journal, summary.moveId));
  await around.reporter.begin(told);
  const going = { ...session, flags: { ...session.flags, skipLeaseWait: undefined } };
  return goOn(going, { sides: { source, target }, journal, summary }, { by, holderIsDead: podHasEnded(own) });
}

async function start(
  session: Session<JobRunFlags>,
  sides: JobSides,
  {
    around: { reporter, before },
    scope,
    by,
    wentOn,
    told: earlier,
    ended,
  }: Setting & {
    readonly wentOn: boolean;
    /** The Clusters that an earlier pod was about to move. */
    readonly told: readonly string[] | undefined;
    readonly ended: readonly EndedMove[];
  },
): Promise<ExitCode> {
  const moving = asMove(session);
  let surveyed = await look(moving, sides);
  const there = clustersIn(surveyed.snapshot.objects, scope.namespace);
  const told = earlier ?? (wentOn ? scope.clusters : undefined);
  const missing = told?.filter((name) => !there.includes(name)) ?? [];
  if (told !== undefined && missing.length > 0) {
    await requireArrived(moving, sides, { scope, missing, types: surveyed.snapshot.types });
    const left = told.filter((name) => !missing.includes(name));
    // One by one, what belongs to no Cluster follows the last of them, unless only some were asked for.
    const isOver = left.length === 0 && !(scope.perCluster && scope.clusters === undefined);
    if (isOver || surveyed.plan.objects.length === 0) {
      const later = scope.clusters === undefined ? movingClusters(surveyed) : [];
      if (later.length > 0) reporter.leaveBehind(later);
      await reporter.begin(told);
      return hadMoved(session, scope, before?.move ?? ended.at(-1)?.moveId ?? '');
    }
    // Of several that move one by one some had moved already.
    if (scope.clusters !== undefined) {
      surveyed = await look({ ...moving, flags: { ...moving.flags, cluster: left } }, sides);
    }
  }
  if (wentOn && surveyed.plan.objects.length === 0) return exitCodes.done;
  // A namespace that had no Cluster has been emptied by a move that was committed.
  if (told?.length === 0 && surveyed.plan.objects.length === 0 && before?.committed === true) {
    return hadMoved(session, scope, before.move ?? '');
  }
  const undone = before?.move ?? ended.at(-1)?.moveId;
  if (!wentOn && missing.length === 0 && undone !== undefined) reporter.beginAnew(undone);
  const clusters = [...new Set([...missing, ...movingClusters(surveyed)])].sort();
  await reporter.begin(clusters);
  return moveSurveyed(moving, surveyed, { by });
}

function hadMoved({ view }: Session<JobRunFlags>, { namespace }: JobScope, moveId: string): ExitCode {
  view.show({
    type: 'ended-before',
    moveId,
    outcome: 'moved',
    sentence: `All Clusters of namespace ${namespace} that an earlier pod was to move have arrived. There is nothing left to do.`,
  });
  return exitCodes.done;
}
