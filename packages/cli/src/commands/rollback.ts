import type { MoveReport, MoveSummary } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { goingOnProblems, type RollbackFlags, rollbackGroups } from '../flags/going-on.ts';
import { conduct } from '../session/conduct.ts';
import { confirm } from '../session/confirm.ts';
import { follow } from '../session/follow.ts';
import { type NextStep, nextSteps } from '../session/next-steps.ts';
import { paceOptions } from '../session/pace.ts';
import type { Session } from '../session/session.ts';
import { openMove, showCourse } from '../session/sides-of-move.ts';
import { moveView } from '../view/choose.ts';
import { rollbackQuestion } from '../view/questions.ts';
import { wayBack, wayOf } from '../view/way.ts';

/** `tsmove rollback` */
export async function runRollback(this: CliContext, given: RollbackFlags, move: string | undefined): Promise<void> {
  await conduct(this, given, {
    groups: rollbackGroups,
    problems: goingOnProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work: (session) => rollback(session, move),
  });
}

async function rollback(session: Session<RollbackFlags>, move: string | undefined): Promise<ExitCode> {
  const { flags, library, providers, view, interrupts, deadline } = session;
  const abandonTarget = flags.abandonTarget === true;
  const inHand = await deadline.limit(interrupts.signal, () => openMove(session, move, 'rollback'));
  const { sides, journal, summary } = inHand;
  const { source, target } = sides;
  const { moveId, outcome } = summary;
  if (outcome === 'rolled-back' || outcome === 'refused') {
    const sentence = `Move ${moveId} is finished: nothing of it is left in the target, and the source is as it was.`;
    view.show({ type: 'ended-before', moveId, outcome, sentence });
    return exitCodes.done;
  }
  await confirm(session, 'the rollback', rollbackQuestion(summary, abandonTarget));
  await showCourse(session, inHand);
  interrupts.signal.throwIfAborted();
  view.show({ type: 'working', step: `Undoing move ${moveId} of namespace ${summary.scope.namespace}` });
  const timeoutMs = deadline.left();
  const run = library.rollbackMove(moveId, {
    source,
    ...(target === undefined ? {} : { target }),
    providers,
    journal,
    signal: interrupts.signal,
    ...paceOptions(flags),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(flags.skipLeaseWait === true ? { holderIsDead: true } : {}),
    ...(abandonTarget ? { abandonTarget } : {}),
  });
  const report = await follow(session, run, {
    zone: summary.zone,
    open: outcome === undefined,
    mayTurn: true,
  });
  const way = report.outcome === 'moved' ? wayBack(summary) : wayOf(summary);
  view.show({ type: 'ended', report, way, next: stillOwed(session, summary, report) });
  return exitCodes.done;
}

/** A target that was given up is owed an undo. */
function stillOwed(
  { context, flags }: Session<RollbackFlags>,
  { moveId }: MoveSummary,
  report: MoveReport,
): readonly NextStep[] {
  if (flags.abandonTarget !== true || report.outcome === 'moved') return [];
  return nextSteps(context.program, {
    moveId,
    zone: 'target-abandoned',
    hasJournal: true,
    flags: { ...flags, abandonTarget: undefined, ...placeholderTarget(flags) },
  });
}

/** The target flags were not needed to give the target up, but they will be. */
function placeholderTarget({ toKubeconfig, toKubeconfigContext }: RollbackFlags): { readonly toKubeconfig?: string } {
  return toKubeconfig === undefined && toKubeconfigContext === undefined ? { toKubeconfig: 'FILE' } : {};
}
