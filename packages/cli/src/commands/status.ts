import type { CliContext } from '../context.ts';
import { explain } from '../errors/explain.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { tellingProblems } from '../flags/move.ts';
import { type StatusFlags, statusGroups } from '../flags/status.ts';
import { missing } from '../session/choose-move.ts';
import { conduct } from '../session/conduct.ts';
import { type Found, findMoves } from '../session/find-moves.ts';
import { fileJournals } from '../session/journal.ts';
import { type KnownMove, zoneOf } from '../session/known-moves.ts';
import type { Session } from '../session/session.ts';
import { tellingView } from '../view/choose.ts';
import { formatStatus } from '../view/status.ts';

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
  const { moves, troubles } = await findMoves(session);
  const named = given === undefined ? moves : moves.filter(({ moveId }) => moveId === given);
  if (given !== undefined && named.length === 0 && troubles.length === 0) {
    throw missing(fileJournals(context, library, flags.journalDir), given);
  }
  const open = named.filter((move) => zoneOf(move) !== 'finished');
  const shown = given !== undefined || flags.all === true ? named : open;
  view.rest();
  context.process.stdout.write(
    formatStatus(context, flags, {
      shown,
      hidden: named.length - shown.length,
      inDetail: given !== undefined,
      troubles,
    }),
  );
  for (const text of problems(shown, troubles)) view.show({ type: 'problem', text });
  return exitCodeFor({ moves: shown, troubles });
}

/** What could not be read is said on stderr, so that it is never taken for "there is nothing". */
function problems(shown: readonly KnownMove[], troubles: readonly unknown[]): readonly string[] {
  return [
    ...shown.flatMap(({ moveId, trouble }) =>
      trouble === undefined ? [] : [`the journal of move ${moveId}: ${explain(trouble, undefined).message}`],
    ),
    ...troubles.map((trouble) => explain(trouble, undefined).message),
  ];
}

function exitCodeFor({ moves, troubles: [trouble] }: Found): ExitCode {
  if (moves.some((move) => move.trouble !== undefined)) return exitCodes.usage;
  return trouble === undefined ? exitCodes.done : explain(trouble, undefined).exitCode;
}
