import type { Snapshot, StartMoveOptions } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type MoveFlags, moveGroups, moveProblems } from '../flags/move.ts';
import { conduct } from '../session/conduct.ts';
import { confirm } from '../session/confirm.ts';
import { follow } from '../session/follow.ts';
import { journalStore } from '../session/journal.ts';
import { stepsForOthers } from '../session/next-steps.ts';
import { paceOptions } from '../session/pace.ts';
import type { Session } from '../session/session.ts';
import { stoppingAndLeaving, stoppingAndUndoing } from '../session/stop-words.ts';
import { absolute } from '../session/open-archive.ts';
import { allowances, survey, type Survey } from '../session/survey.ts';
import { encryptionOptions, origin } from '../session/origin.ts';
import { exportView, importView } from '../view/archived-view.ts';
import { moveView } from '../view/choose.ts';
import { moveQuestion } from '../view/questions.ts';
import { dryRun } from './dry-run.ts';

/** `tsmove move` */
export async function runMove(this: CliContext, given: MoveFlags): Promise<void> {
  await conduct(this, given, {
    groups: moveGroups,
    problems: moveProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work,
    stopping: ({ onFailure }) => (onFailure === 'stop' ? stoppingAndLeaving : stoppingAndUndoing),
    afterStop: stepsForOthers,
  });
}

async function work(session: Session<MoveFlags>): Promise<ExitCode> {
  const { fromDirectory, toDirectory, dryRun: isDryRun } = session.flags;
  if (fromDirectory !== undefined) {
    const view = importView(session.view);
    return (await import('./import.ts')).importFrom({ ...session, view }, fromDirectory);
  }
  if (isDryRun === true) return dryRun(session);
  return toDirectory === undefined ? move(session) : toFiles(session, toDirectory);
}

async function toFiles(session: Session<MoveFlags>, directory: string): Promise<ExitCode> {
  const { exportDirectory } = await import('./export.ts');
  return exportDirectory({ ...session, view: exportView(session.view) }, directory, await survey(session));
}

async function move(session: Session<MoveFlags>): Promise<ExitCode> {
  return moveSurveyed(session, await survey(session));
}

/** Asks, if there is somebody to ask, and carries out what was planned. */
export async function moveSurveyed(
  session: Session<MoveFlags>,
  surveyed: Omit<Survey, 'snapshot'> & { snapshot?: Snapshot | undefined },
  more: Pick<StartMoveOptions, 'onChange' | 'by'> = {},
): Promise<ExitCode> {
  const { flags, library, providers, view, interrupts, deadline } = session;
  const { source, target, plan, summary } = surveyed;
  if (target === undefined) throw new Error('a move without a target');
  if (summary.moved > 0) await confirm(session, 'the move', moveQuestion(summary));
  const timeoutMs = deadline.left();
  const run = library.startMove(plan, {
    source,
    target,
    providers,
    // It is as large as all objects together, and the move reads them anew once they are held.
    snapshot: () => {
      const { snapshot } = surveyed;
      surveyed.snapshot = undefined;
      return snapshot;
    },
    journal: journalStore(session, { source, target }),
    allow: allowances(flags),
    signal: interrupts.signal,
    ...paceOptions(flags),
    ...more,
    ...(flags.skipPauseAck === true ? { awaitPause: false } : {}),
    ...(flags.perCluster === true ? { perCluster: true } : {}),
    ...(flags.clustersAtOnce === undefined ? {} : { clustersAtOnce: flags.clustersAtOnce }),
    ...(flags.markReady === true ? { markReady: true } : {}),
    ...(flags.onFailure === undefined ? {} : { onFailure: flags.onFailure }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(flags.backup === undefined ? {} : { whenChecked: backupOnce(session, flags.backup, surveyed) }),
  });
  const report = await follow(session, run, { zone: 'before-commit', open: false });
  view.show({ type: 'ended', report, way: summary, next: [] });
  return exitCodes.done;
}

/** A backup before the first write; with `--per-cluster` there are several first writes, and one backup. */
function backupOnce(
  { context, flags, library, view }: Session<MoveFlags>,
  path: string,
  { snapshot, plan }: Parameters<typeof moveSurveyed>[1],
): () => Promise<void> {
  if (snapshot === undefined) throw new Error('a backup without a snapshot');
  let written: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    const file = absolute(context, path);
    const content = library.contentOf({ snapshot, plan, ...origin() });
    const { digest } = await library.writeArchiveFile(content, { file, ...encryptionOptions(flags) });
    view.show({ type: 'note', level: 0, text: `Wrote the backup ${file} (sha256 of its manifest: ${digest})` });
  };
  return () => (written ??= write());
}
