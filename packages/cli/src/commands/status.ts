import type { CliContext } from '../context.ts';
import { explain } from '../errors/explain.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { tellingProblems } from '../flags/move.ts';
import { type StatusFlags, statusGroups } from '../flags/status.ts';
import { missing } from '../session/choose-move.ts';
import { conduct } from '../session/conduct.ts';
import { type Found, findMoves } from '../session/find-moves.ts';
import { fileJournals, journalDirectory } from '../session/journal.ts';
import { type KnownMove, zoneOf } from '../session/known-moves.ts';
import { type NextStep, nextSteps } from '../session/next-steps.ts';
import { placesOf } from '../session/places.ts';
import type { Session } from '../session/session.ts';
import { tellingView } from '../view/choose.ts';
import { paintFor } from '../view/paint.ts';
import { statusDetailLines } from '../view/status-details.ts';
import { statusDocument } from '../view/status-document.ts';
import { statusSummaryLines } from '../view/status-summary.ts';
import { toYaml } from '../view/yaml.ts';

/** `tsmove status` */
export async function runStatus(this: CliContext, given: StatusFlags, move: string | undefined): Promise<void> {
  await conduct(this, given, {
    groups: statusGroups,
    problems: tellingProblems,
    view: tellingView,
    work: (session) => status(session, move),
  });
}

async function status(session: Session<StatusFlags>, given: string | undefined): Promise<ExitCode> {
  const { context, flags, library, view } = session;
  const found = await findMoves(session);
  view.rest();
  const named = given === undefined ? found.moves : found.moves.filter(({ moveId }) => moveId === given);
  if (given !== undefined && named.length === 0 && found.troubles.length === 0) {
    throw missing(fileJournals(context, library, flags.journalDir), given);
  }
  const shown = given !== undefined || flags.all === true ? named : named.filter((move) => zoneOf(move) !== 'finished');
  context.process.stdout.write(formatted(session, found, shown, given !== undefined));
  tellTroubles(session, found, shown);
  return exitCodeFor(found, shown);
}

function formatted(session: Session<StatusFlags>, found: Found, shown: readonly KnownMove[], inDetail: boolean): string {
  const { context, flags } = session;
  const finished = found.moves.length - found.moves.filter((move) => zoneOf(move) !== 'finished').length;
  const hidden = inDetail || flags.all === true ? 0 : finished;
  const next = (move: KnownMove): readonly NextStep[] => stepsFor(session, move);
  if (flags.output === 'json' || flags.output === 'yaml') {
    const moves = shown.map((move) => ({ move, next: next(move) }));
    const document = statusDocument({ moves, finished: hidden, troubles: found.troubles });
    // Through JSON, so that both formats say the same.
    return flags.output === 'json'
      ? `${JSON.stringify(document, undefined, 2)}\n`
      : toYaml(JSON.parse(JSON.stringify(document)));
  }
  const { stdout, env } = context.process;
  const paint = paintFor(stdout, env, flags.noColor === true);
  const nowMs = context.clock.wallMs();
  const directory = journalDirectory(context, flags.journalDir);
  const lines = inDetail
    ? shown.flatMap((move) => {
        const place = move.journal === 'file' ? directory : move.journal === 'cluster' ? 'the clusters' : undefined;
        return statusDetailLines({ move, next: next(move), place, nowMs }, paint);
      })
    : statusSummaryLines(
        { moves: shown, next, hidden, directory, program: context.program },
        { nowMs, width: stdout.isTTY === true ? stdout.columns : undefined, paint },
      );
  return lines.map((line) => `${line}\n`).join('');
}

/** How to go on with a move: with the flags that were given, and names to be filled in for those that were not. */
function stepsFor({ context, flags }: Session<StatusFlags>, move: KnownMove): readonly NextStep[] {
  const zone = zoneOf(move);
  return nextSteps(context.program, {
    moveId: move.moveId,
    // What cannot be read can only be ended from the clusters, however far it is.
    zone: zone ?? 'before-commit',
    outcome: move.summary?.outcome,
    hasJournal: move.summary !== undefined,
    flags: placesOf(flags, move),
  });
}

/** What could not be read is said on stderr, so that it is never taken for "there is nothing". */
function tellTroubles({ flags, view }: Session<StatusFlags>, found: Found, shown: readonly KnownMove[]): void {
  const say = (text: string): void => {
    view.show({ type: 'problem', text });
  };
  if (flags.output !== undefined && flags.output !== 'table' && flags.quiet === true) return;
  for (const { moveId, trouble } of shown) {
    if (trouble !== undefined) say(`the journal of move ${moveId}: ${explain(trouble, undefined).message}`);
  }
  for (const trouble of found.troubles) say(explain(trouble, undefined).message);
}

function exitCodeFor(found: Found, shown: readonly KnownMove[]): ExitCode {
  const [trouble] = found.troubles;
  if (shown.some((move) => move.trouble !== undefined)) return exitCodes.usage;
  return trouble === undefined ? exitCodes.done : explain(trouble, undefined).exitCode;
}
