import type { CliContext } from '../context.ts';
import type { StatusFlags } from '../flags/status.ts';
import { namesACluster } from '../session/find-moves.ts';
import { journalDirectory } from '../session/journal.ts';
import { type KnownMove, zoneOf } from '../session/known-moves.ts';
import { type NextStep, nextSteps } from '../session/next-steps.ts';
import { placeholderWords, placesOf } from '../session/places.ts';
import { nextLines } from './next-lines.ts';
import { type Paint, paintFor } from './paint.ts';
import { statusDetailLines } from './status-details.ts';
import { statusDocument } from './status-document.ts';
import { statusSummaryLines } from './status-summary.ts';
import { toYaml } from './yaml.ts';

export interface ShownStatus {
  readonly shown: readonly KnownMove[];
  /** Finished moves that are left out. */
  readonly hidden: number;
  /** One move was asked for by its id. */
  readonly inDetail: boolean;
  /** Why a side or a store could not be read. */
  readonly troubles: readonly unknown[];
}

/** What `tsmove status` prints on stdout, in the format that the flags ask for. */
export function formatStatus(context: CliContext, flags: StatusFlags, status: ShownStatus): string {
  if (flags.output === 'json' || flags.output === 'yaml') {
    const { shown, hidden, troubles } = status;
    const moves = shown.map((move) => ({ move, next: stepsFor(context, flags, move) }));
    const json = JSON.stringify(statusDocument({ moves, finished: hidden, troubles }), undefined, 2);
    // From the JSON, so that both formats say the same.
    return flags.output === 'json' ? `${json}\n` : toYaml(JSON.parse(json));
  }
  const { stdout, env } = context.process;
  const paint = paintFor(stdout, env, flags.noColor === true);
  return lines(context, flags, status, paint)
    .map((line) => `${line}\n`)
    .join('');
}

function lines(context: CliContext, flags: StatusFlags, status: ShownStatus, paint: Paint): readonly string[] {
  const nowMs = context.clock.wallMs?.() ?? Date.now();
  const directory = journalDirectory(context, flags.journalDir);
  const places = { file: directory, cluster: 'the clusters' } as const;
  const { shown, hidden, inDetail } = status;
  if (inDetail) {
    return shown.flatMap((move) => [
      ...statusDetailLines({ move, place: move.journal && places[move.journal], nowMs }, paint),
      ...goOnLines(context, flags, move, paint, ['']),
    ]);
  }
  const { stdout } = context.process;
  const [only] = shown;
  return statusSummaryLines(
    {
      moves: shown,
      hidden,
      where: namesACluster(flags) ? `${directory} or in the clusters` : directory,
      goOn: only === undefined ? [] : goOnLines(context, flags, only, paint, []),
      program: context.program,
    },
    { nowMs, width: stdout.isTTY === true ? stdout.columns : undefined, paint },
  );
}

/** The commands to go on with, and what is to be filled in; nothing at all if nothing is to be done. */
function goOnLines(
  context: CliContext,
  flags: StatusFlags,
  move: KnownMove,
  paint: Paint,
  before: readonly string[],
): readonly string[] {
  const next = stepsFor(context, flags, move);
  if (next.length === 0) return [];
  const words = placeholderWords(placesOf(flags, move), move);
  return [...before, ...nextLines(next, paint), ...words.map((line) => paint('dim', line))];
}

/** How to go on with a move: with the flags that were given, and words to be replaced for those that were not. */
function stepsFor({ program }: CliContext, flags: StatusFlags, move: KnownMove): readonly NextStep[] {
  return nextSteps(program, {
    moveId: move.moveId,
    // What cannot be read can only be ended from the clusters, however far it is.
    zone: zoneOf(move) ?? 'before-commit',
    outcome: move.summary?.outcome,
    hasJournal: move.summary !== undefined,
    flags: placesOf(flags, move),
  });
}
