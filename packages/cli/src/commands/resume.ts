import type { ContinueOptions, MoveSummary } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { EndedEarly } from '../errors/ended-early.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { goingOnProblems, type ResumeFlags, resumeGroups } from '../flags/going-on.ts';
import type { PaceFlags } from '../flags/running.ts';
import { conduct } from '../session/conduct.ts';
import { follow } from '../session/follow.ts';
import { paceOptions } from '../session/pace.ts';
import type { Session } from '../session/session.ts';
import { type MoveInHand, openMove, showCourse } from '../session/sides-of-move.ts';
import { moveView } from '../view/choose.ts';
import { wayOf } from '../view/way.ts';

/** `tsmove resume` */
export async function runResume(this: CliContext, given: ResumeFlags, move: string | undefined): Promise<void> {
  await conduct(this, given, {
    groups: resumeGroups,
    problems: goingOnProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work: (session) => resume(session, move),
  });
}

async function resume(session: Session<ResumeFlags>, move: string | undefined): Promise<ExitCode> {
  const { interrupts, deadline } = session;
  return goOn(session, await deadline.limit(interrupts.signal, () => openMove(session, move, 'resume')));
}

/** What of the flags going on with a move goes by. */
type GoingOnFlags = Pick<ResumeFlags, keyof PaceFlags | 'skipLeaseWait'>;

/** Goes on with a move that is open. */
export async function goOn(
  session: Session<GoingOnFlags>,
  inHand: MoveInHand,
  more: Pick<ContinueOptions, 'by' | 'holderIsDead'> = {},
): Promise<ExitCode> {
  const { flags, library, providers, view, interrupts, deadline } = session;
  const { sides, journal, summary } = inHand;
  const { source, target } = sides;
  if (target === undefined) throw new Error('a move without a target');
  if (summary.zone === 'finished') return finished(session, summary);
  await showCourse(session, inHand);
  interrupts.signal.throwIfAborted();
  view.show({ type: 'working', step: `Going on with move ${summary.moveId} of namespace ${summary.scope.namespace}` });
  const timeoutMs = deadline.left();
  const run = library.resumeMove(summary.moveId, {
    source,
    target,
    providers,
    journal,
    signal: interrupts.signal,
    ...paceOptions(flags),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(source.transient === true ? { blockMoveTimeoutMs: 0 } : {}),
    ...(flags.skipLeaseWait === true ? { holderIsDead: true } : {}),
    ...more,
  });
  const report = await follow(session, run, { zone: summary.zone, open: true });
  view.show({ type: 'ended', report, way: wayOf(summary), next: [] });
  return exitCodes.done;
}

function finished(
  { view }: Pick<Session<unknown>, 'view'>,
  { moveId, outcome = 'moved', lastAt }: MoveSummary,
): ExitCode {
  if (outcome !== 'moved') {
    const end = outcome === 'refused' ? 'it was refused before anything was created' : 'it was undone';
    throw new EndedEarly(`move ${moveId} is finished: ${end}`, exitCodes.refused, 'Start a new move with tsmove move.');
  }
  view.show({
    type: 'ended-before',
    moveId,
    outcome,
    sentence: `Move ${moveId} is finished: everything had moved by ${lastAt}. There is nothing to go on with.`,
  });
  return exitCodes.done;
}
