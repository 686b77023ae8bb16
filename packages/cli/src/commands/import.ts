import type { ApiServer } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type ImportFlags, importGroups } from '../flags/archive.ts';
import { tellingProblems } from '../flags/move.ts';
import { namespaceOf } from '../flags/scope.ts';
import { conduct } from '../session/conduct.ts';
import { confirm } from '../session/confirm.ts';
import { follow } from '../session/follow.ts';
import { fileJournals } from '../session/journal.ts';
import { openArchive } from '../session/open-archive.ts';
import { paceOptions } from '../session/pace.ts';
import type { Session } from '../session/session.ts';
import { connectTarget } from '../session/sides-of-move.ts';
import { stoppingAndLeaving, stoppingAndUndoing } from '../session/stop-words.ts';
import { allowances, surveySides, type Survey } from '../session/survey.ts';
import { importView } from '../view/archived-view.ts';
import { moveView } from '../view/choose.ts';
import { importQuestion } from '../view/questions.ts';
import { listOf } from '../view/words.ts';
import { showDryRun } from './dry-run.ts';

/** What the import of an archive and that of a directory have in common. */
export type ImportingFlags = Omit<ImportFlags, 'identity'> & {
  readonly identity?: string | undefined;
  readonly namespace?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly kubeconfigContext?: string | undefined;
};

/** `tsmove import` */
export async function runImport(this: CliContext, given: ImportFlags, file: string): Promise<void> {
  const flags = { ...given, archive: file, kubeconfig: undefined, kubeconfigContext: undefined };
  await conduct(this, flags, {
    groups: importGroups,
    problems: tellingProblems,
    view: (context, { output, ...telling }) => importView(moveView(context, telling, output ?? 'table')),
    work: (session) => importFrom(session, file),
    stopping: ({ onFailure }) => (onFailure === 'stop' ? stoppingAndLeaving : stoppingAndUndoing),
  });
}

/** Moves what an archive or a directory holds to the target; it stays as it is. */
export async function importFrom(session: Session<ImportingFlags>, path: string): Promise<ExitCode> {
  const { flags, view, interrupts, deadline } = session;
  const surveyed = await deadline.limit(interrupts.signal, async (signal) => {
    const target = await connectTarget({
      ...session,
      flags: { kubeconfig: undefined, kubeconfigContext: undefined, ...flags },
    });
    view.show({ type: 'working', step: `Reading ${path}` });
    const source = await openArchive(session, path, { target, namespace: namespaceOf(flags), signal });
    const found = await surveySides(session, { source, target }, signal);
    return { ...found, target };
  });
  nameForeign(session, surveyed);
  nameNamespaces(session, surveyed);
  if (flags.dryRun === true) {
    view.show({ type: 'note', level: 0, text: 'Dry run: nothing is changed in the target' });
    return showDryRun(session, surveyed);
  }
  return carryOut(session, surveyed);
}

async function carryOut(
  session: Session<ImportingFlags>,
  surveyed: Survey & { readonly target: ApiServer },
): Promise<ExitCode> {
  const { context, flags, library, providers, view, interrupts, deadline } = session;
  const { source, target, snapshot, plan, summary } = surveyed;
  if (summary.moved > 0) await confirm(session, 'the import', importQuestion(summary));
  const timeoutMs = deadline.left();
  const run = library.startMove(plan, {
    source,
    target,
    providers,
    snapshot,
    journal: fileJournals(context, library, flags.journalDir),
    allow: allowances(flags),
    signal: interrupts.signal,
    ...paceOptions({ ...flags, pauseTimeout: undefined, blockMoveTimeout: undefined }),
    // No controller runs in an archive: nobody confirms a pause there, and what blocks will always block.
    awaitPause: false,
    blockMoveTimeoutMs: 0,
    ...(flags.markReady === true ? { markReady: true } : {}),
    ...(flags.onFailure === undefined ? {} : { onFailure: flags.onFailure }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const report = await follow(session, run, { zone: 'before-commit', open: false });
  view.show({ type: 'ended', report, way: summary, next: [] });
  return exitCodes.done;
}

/** An archive that somebody else has written must not reach into other namespaces unseen. */
function nameNamespaces({ view }: Session<ImportingFlags>, { plan }: Survey): void {
  const all = new Set(plan.objects.flatMap(({ ref }) => ref.namespace ?? []));
  all.delete(plan.scope.namespace);
  if (all.size === 0) return;
  view.show({ type: 'note', level: 0, text: `Objects also go to namespace ${listOf([...all].toSorted())}` });
}

/** What is in the archive and not in the plan belongs to nothing that moves: it is said, and stays where it is. */
function nameForeign({ view }: Session<ImportingFlags>, { snapshot, plan }: Survey): void {
  const planned = new Set(plan.objects.map(({ uid }) => uid));
  const because = new Map(plan.leftBehind.map((one) => [one.uid, one.because]));
  for (const { kind, metadata } of snapshot.objects) {
    if (planned.has(metadata.uid ?? '')) continue;
    const place = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
    const why = because.get(metadata.uid ?? '') ?? 'it belongs to nothing that is moved';
    view.show({ type: 'problem', text: `${kind} ${place} is not restored: ${why}` });
  }
}
