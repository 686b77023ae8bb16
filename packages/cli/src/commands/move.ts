import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type MoveFlags, moveGroups, moveProblems } from '../flags/move.ts';
import { conduct } from '../session/conduct.ts';
import { confirm } from '../session/confirm.ts';
import { follow } from '../session/follow.ts';
import { journalStore } from '../session/journal.ts';
import { paceOptions } from '../session/pace.ts';
import type { Session } from '../session/session.ts';
import { stoppingAndLeaving, stoppingAndUndoing } from '../session/stop-words.ts';
import { allowances, survey } from '../session/survey.ts';
import { moveView } from '../view/choose.ts';
import { moveQuestion } from '../view/questions.ts';
import { dryRun } from './dry-run.ts';

/** `tsmove move` */
export async function runMove(this: CliContext, given: MoveFlags): Promise<void> {
  await conduct(this, given, {
    groups: moveGroups,
    problems: moveProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work: (session) => (session.flags.dryRun === true ? dryRun(session) : move(session)),
    stopping: ({ onFailure }) => (onFailure === 'stop' ? stoppingAndLeaving : stoppingAndUndoing),
  });
}

async function move(session: Session<MoveFlags>): Promise<ExitCode> {
  const { flags, library, view, interrupts, deadline } = session;
  const { source, target, snapshot, plan, summary } = await survey(session);
  if (target === undefined) throw new Error('a move without a target');
  if (summary.moved > 0) await confirm(session, 'the move', moveQuestion(summary));
  const timeoutMs = deadline.left();
  const run = library.startMove(plan, {
    source,
    target,
    providers: library.providers,
    snapshot,
    journal: journalStore(session, { source, target }),
    allow: allowances(flags),
    signal: interrupts.signal,
    ...paceOptions(flags),
    ...(flags.skipPauseAck === true ? { awaitPause: false } : {}),
    ...(flags.perCluster === true ? { perCluster: true } : {}),
    ...(flags.markReady === true ? { markReady: true } : {}),
    ...(flags.onFailure === undefined ? {} : { onFailure: flags.onFailure }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const report = await follow(session, run, { zone: 'before-commit', open: false });
  view.show({ type: 'ended', report, way: summary, next: [] });
  return exitCodes.done;
}
