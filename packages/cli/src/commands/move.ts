import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type MoveFlags, moveGroups, moveProblems } from '../flags/move.ts';
import { conduct } from '../session/conduct.ts';
import { confirm } from '../session/confirm.ts';
import type { Session } from '../session/session.ts';
import { allowances, survey } from '../session/survey.ts';
import { moveView } from '../view/choose.ts';
import { dryRun } from './dry-run.ts';

/** `tsmove move` */
export async function runMove(this: CliContext, given: MoveFlags): Promise<void> {
  await conduct(this, given, {
    groups: moveGroups,
    problems: moveProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work: (session) => (session.flags.dryRun === true ? dryRun(session) : move(session)),
  });
}

async function move(session: Session<MoveFlags>): Promise<ExitCode> {
  const { flags, library, view, interrupts, deadline } = session;
  const { source, target, snapshot, plan, summary } = await survey(session);
  if (target === undefined) throw new Error('a move without a target');
  await confirm(session, summary);
  const timeoutMs = deadline.left();
  const run = library.startMove(plan, {
    source,
    target,
    providers: library.providers,
    snapshot,
    allow: allowances(flags),
    signal: interrupts.signal,
    ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
    ...(flags.pauseTimeout === undefined ? {} : { pauseTimeoutMs: flags.pauseTimeout }),
    ...(flags.blockMoveTimeout === undefined ? {} : { blockMoveTimeoutMs: flags.blockMoveTimeout }),
    ...(flags.skipPauseAck === true ? { awaitPause: false } : {}),
    ...(flags.onFailure === undefined ? {} : { onFailure: flags.onFailure }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  // The outcome may be known before the last event is read: an error of it is dealt with below, not here.
  run.result.catch(() => undefined);
  for await (const event of run) view.show({ type: 'event', event });
  view.show({ type: 'moved', report: await run.result, summary });
  return exitCodes.done;
}
