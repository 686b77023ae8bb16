import type { MoveSummary, MoveZone } from '@tsmove/move-core';
import { commandLine, type PlaceFlags } from './command-line.ts';

/** A command that may be run next. */
export interface NextStep {
  /** What it is for: `go on with the move`. */
  readonly aim: string;
  /** Complete: it can be copied into a shell. */
  readonly command: string;
}

/** What the commands to go on with depend on. */
export interface Standing {
  readonly moveId: string;
  readonly zone: MoveZone;
  /** Only for a finished move. */
  readonly outcome?: MoveSummary['outcome'] | undefined;
  /** False: the move has no journal that could be used, and only the clusters tell of it. */
  readonly hasJournal: boolean;
  readonly flags: PlaceFlags;
}

/** The commands to go on with, the usual one first. */
export function nextSteps(
  program: string,
  { moveId, zone, outcome, hasJournal, flags }: Standing,
): readonly NextStep[] {
  const step = (verb: 'resume' | 'rollback' | 'recover', aim: string): NextStep => ({
    aim,
    command: commandLine(program, verb, moveId, flags),
  });
  if (flags.isExport === true || flags.toDirectory !== undefined) {
    return zone === 'finished' ? [] : [step(hasJournal ? 'rollback' : 'recover', 'give the source back what it was')];
  }
  if (!hasJournal && zone !== 'finished') return [step('recover', 'end the move from what the clusters hold')];
  switch (zone) {
    case 'before-commit':
      return [step('resume', 'go on with the move'), step('rollback', 'undo it')];
    case 'committed':
      return [
        step('resume', 'go on with the move'),
        step('rollback', 'undo it: what is deleted in the source is made anew there'),
      ];
    case 'releasing':
      return [step('resume', 'go on with the move')];
    case 'rolling-back':
      return [step('rollback', 'go on undoing it')];
    case 'target-abandoned':
      return [step('rollback', 'clear the target, once it can be reached again')];
    case 'finished':
      return outcome === 'moved' ? [step('rollback', 'move everything back')] : [];
  }
}

/** Where Clusters may move several at the same time, more than one may be half way, and only one of them was shown. */
export function stepsForOthers(
  program: string,
  flags: PlaceFlags & { readonly perCluster?: boolean | undefined; readonly clustersAtOnce?: number | undefined },
): readonly NextStep[] {
  if (flags.perCluster !== true || flags.clustersAtOnce === 1) return [];
  return [{ aim: 'see which other Clusters are half way', command: commandLine(program, 'status', '', flags) }];
}

/** What to do after another process has taken the move over: look first, and go on if that one has stopped, too. */
export function stepsAfterTakeover(program: string, standing: Standing): readonly NextStep[] {
  const { moveId, flags } = standing;
  return [
    { aim: 'see how far the other process is', command: commandLine(program, 'status', moveId, flags) },
    ...nextSteps(program, standing).map(({ aim, command }) => ({
      aim: `${aim}, if the other process has stopped`,
      command,
    })),
  ];
}
