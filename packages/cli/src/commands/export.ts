import type { Archive, ArchiveContent, HeldSource, KubeObject } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { encryptionProblems, exportGroups, type ExportFlags } from '../flags/archive.ts';
import { tellingProblems } from '../flags/move.ts';
import type { OutputFlags, ReportFormat } from '../flags/output.ts';
import type { RunningFlags } from '../flags/running.ts';
import type { AllowanceFlags } from '../flags/allowances.ts';
import { conduct } from '../session/conduct.ts';
import { examine, exitCodeFor } from '../session/examine.ts';
import { follow } from '../session/follow.ts';
import { fileJournals } from '../session/journal.ts';
import { absolute } from '../session/open-archive.ts';
import { encryptionOptions, origin } from '../session/origin.ts';
import { paceOptions } from '../session/pace.ts';
import { type Session, sourceOf } from '../session/session.ts';
import { allowances, surveySides, type Survey } from '../session/survey.ts';
import { writtenArchive } from '../view/archive-lines.ts';
import { exportView } from '../view/archived-view.ts';
import { tellingView } from '../view/choose.ts';
import { jsonLine, recordVersion, summaryLine } from '../view/json-lines.ts';
import { toYaml } from '../view/yaml.ts';
import { count } from '../view/words.ts';

/** `tsmove export` */
export async function runExport(this: CliContext, given: ExportFlags, file: string): Promise<void> {
  await conduct(
    this,
    { ...given, archive: file, isExport: true },
    {
      groups: exportGroups,
      problems: (flags) => [...encryptionProblems(flags), ...tellingProblems(flags)],
      view: (context, flags) => exportView(tellingView(context, flags)),
      work: (session) => exportArchive(session, file),
    },
  );
}

async function exportArchive(session: Session<ExportFlags>, path: string): Promise<ExitCode> {
  const { context, flags, library, interrupts, deadline } = session;
  const file = absolute(context, path);
  const surveyed = await deadline.limit(interrupts.signal, async (signal) =>
    surveySides(session, { source: await session.connect('source', sourceOf(flags)), target: undefined }, signal),
  );
  const contentNow = (held?: HeldSource): ArchiveContent =>
    library.contentOf({
      snapshot: surveyed.snapshot,
      plan: held?.plan ?? surveyed.plan,
      ...(held === undefined ? {} : { held: held.objects }),
      ...origin(),
    });
  const how = { file, ...encryptionOptions(flags) };
  await library.requireWritable(contentNow(), how);
  let written: Archive | undefined;
  const write = async (held?: HeldSource): Promise<void> => {
    written = await library.writeArchiveFile(contentNow(held), how);
  };
  if (flags.noPause === true) {
    const findings = await examine(session, surveyed, allowances(flags));
    session.view.show({ type: 'findings', findings });
    if (exitCodeFor(findings) !== exitCodes.done) return exitCodes.refused;
    await write();
  } else await holdAndWrite(session, surveyed, { to: library.archiveUrl('archive', file), write });
  if (written === undefined) throw new Error('an export without an archive');
  session.view.rest();
  context.process.stdout.write(writtenArchive(written, file, flags));
  return exitCodes.done;
}

/** `tsmove move --to-directory`: as clusterctl writes it, of one moment, with the source resumed whatever happens. */
export async function exportDirectory(
  session: Session<HoldingFlags & Pick<OutputFlags<ReportFormat>, 'output'>>,
  path: string,
  surveyed: Survey,
): Promise<ExitCode> {
  const { context, library, view } = session;
  const directory = absolute(context, path);
  await library.requireDirectory(directory);
  let objects: readonly KubeObject[] = [];
  await holdAndWrite(session, surveyed, {
    to: library.archiveUrl('directory', directory),
    async write(held) {
      ({ objects } = held);
      await library.writeDirectory(directory, objects);
    },
  });
  const secrets = objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Secret').length;
  if (secrets > 0) {
    const text = `${count(secrets, 'Secret')} in ${directory} ${secrets === 1 ? 'is' : 'are'} in plain text`;
    view.show({ type: 'note', level: 0, text });
  }
  view.rest();
  const summary = { outcome: 'written', exitCode: exitCodes.done, directory, written: objects.length } as const;
  const { output } = session.flags;
  context.process.stdout.write(
    output === 'json'
      ? jsonLine(summaryLine(summary))
      : output === 'yaml'
        ? toYaml({ formatVersion: recordVersion, ...summary })
        : `Wrote ${count(objects.length, 'object')} to ${directory}.\n`,
  );
  return exitCodes.done;
}

/** What of the flags holding a source still goes by. */
export type HoldingFlags = AllowanceFlags &
  Pick<RunningFlags, 'concurrency' | 'pauseTimeout' | 'blockMoveTimeout' | 'leaseDuration' | 'skipPauseAck'> & {
    readonly journalDir: string | undefined;
  };

async function holdAndWrite(
  session: Session<HoldingFlags>,
  { source, snapshot, plan }: Survey,
  { to, write }: { readonly to: string; readonly write: (held: HeldSource) => Promise<void> },
): Promise<void> {
  const { context, flags, library, providers, interrupts, deadline } = session;
  const timeoutMs = deadline.left();
  const run = library.startExport(plan, {
    source,
    providers,
    snapshot,
    to,
    write,
    journal: fileJournals(context, library, flags.journalDir),
    allow: allowances(flags),
    signal: interrupts.signal,
    ...paceOptions(flags),
    ...(flags.skipPauseAck === true ? { awaitPause: false } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  await follow(session, run, { zone: 'before-commit', open: false });
}
