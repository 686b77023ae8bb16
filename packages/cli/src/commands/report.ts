import type { JournalReading, JournalStore, MoveHistory } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { EndedEarly } from '../errors/ended-early.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { tellingProblems } from '../flags/move.ts';
import { type ReportFlags, reportGroups } from '../flags/report.ts';
import { missing } from '../session/choose-move.ts';
import { conduct } from '../session/conduct.ts';
import { clusterJournals, fileJournals } from '../session/journal.ts';
import type { Session } from '../session/session.ts';
import { connectSides } from '../session/sides.ts';
import { tellingView } from '../view/choose.ts';
import { isObject } from '../view/is-object.ts';
import { paintFor } from '../view/paint.ts';
import { reportDocument } from '../view/report-document.ts';
import { objectReportLines, reportLines } from '../view/report-table.ts';
import { toYaml } from '../view/yaml.ts';

/** `tsmove report` */
export async function runReport(this: CliContext, given: ReportFlags, move: string | undefined): Promise<void> {
  await conduct(this, given, {
    groups: reportGroups,
    problems: (flags) => [...pageProblems(flags), ...tellingProblems(flags)],
    view: tellingView,
    work: (session) => report(session, move),
  });
}

function pageProblems({ output, object }: ReportFlags): readonly string[] {
  return output === 'html' && object !== undefined
    ? ['--object is not for -o html, which has all objects: leave one of the two out']
    : [];
}

async function report(session: Session<ReportFlags>, given: string | undefined): Promise<ExitCode> {
  const { context, flags, library, view } = session;
  const store = await openStore(session);
  const moveId = given ?? (await store.list()).at(-1);
  if (moveId === undefined) {
    throw new EndedEarly(
      `there is no move in ${store.place}`,
      exitCodes.refused,
      'Name another journal with --journal-dir or --journal cluster.',
    );
  }
  const reading = await store.read(moveId);
  if (reading === undefined) throw missing(store, moveId);
  const history = library.historyOf(reading);
  const wanted = flags.object === undefined ? history : only(history, flags.object);
  view.rest();
  context.process.stdout.write(
    flags.output === 'html' ? await page(session, reading, wanted) : formatted(session, wanted),
  );
  return exitCodes.done;
}

async function openStore(session: Session<ReportFlags>): Promise<JournalStore> {
  const { context, flags, library } = session;
  return flags.journal === 'cluster'
    ? clusterJournals(library, await connectSides(session))
    : fileJournals(context, library, flags.journalDir);
}

function only(history: MoveHistory, object: string): MoveHistory {
  const objects = history.objects.filter(({ ref }) => isObject(ref, object));
  if (objects.length === 0) {
    throw new EndedEarly(
      `${object} is no object of move ${history.summary.moveId}`,
      exitCodes.usage,
      'Without --object all of them are shown.',
    );
  }
  return { ...history, objects };
}

async function page(session: Session<ReportFlags>, reading: JournalReading, history: MoveHistory): Promise<string> {
  const { reportHtml } = await import('../page/formats.ts');
  return reportHtml(session, reading, history);
}

function formatted({ context, flags }: Session<ReportFlags>, history: MoveHistory): string {
  if (flags.output === 'json' || flags.output === 'yaml') {
    const json = JSON.stringify(reportDocument(history), undefined, 2);
    // From the JSON, so that both formats say the same.
    return flags.output === 'json' ? `${json}\n` : toYaml(JSON.parse(json));
  }
  const { stdout, env } = context.process;
  const paint = paintFor(stdout, env, flags.noColor === true);
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  const lines =
    flags.object === undefined ? reportLines(history, width, paint) : objectReportLines(history.objects, width, paint);
  return lines.map((line) => `${line}\n`).join('');
}
