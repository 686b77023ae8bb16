import { type Application, buildApplication, buildCommand, buildRouteMap, type Command } from '@stricli/core';
import { parseShell, type Shell, shells } from '../completion/shells.ts';
import type { CliContext } from '../context.ts';
import {
  recoverFlags,
  type RecoverFlags,
  resumeFlags,
  type ResumeFlags,
  rollbackFlags,
  type RollbackFlags,
} from '../flags/going-on.ts';
import { graphFlags, type GraphFlags } from '../flags/graph.ts';
import { moveFlags, type MoveFlags } from '../flags/move.ts';
import { moveArgument } from '../flags/move-id.ts';
import { shortNames } from '../flags/names.ts';
import { planFlags, type PlanFlags } from '../flags/plan.ts';
import { reportFlags, type ReportFlags } from '../flags/report.ts';
import { statusFlags, type StatusFlags } from '../flags/status.ts';
import { paintFor } from '../view/paint.ts';
import { commandBriefs, type CommandName } from './command-names.ts';
import { helpFlag } from './help-flag.ts';
import { commandLineText } from './text.ts';

type Move = [move: string | undefined];

const telling = { o: 'output', v: 'v' } as const;
const goingOn = { ...telling, y: 'yes' } as const;
const open = moveArgument('The move; without it the only open one.');

// A command is its flags and where its code lies: help and completion load none of it.
const routes: Readonly<Record<CommandName, Command<CliContext>>> = {
  move: buildCommand<MoveFlags, [], CliContext>({
    docs: { brief: commandBriefs.move },
    parameters: { flags: moveFlags, aliases: shortNames },
    loader: async () => (await import('../commands/move.ts')).runMove,
  }),
  plan: buildCommand<PlanFlags, [], CliContext>({
    docs: { brief: commandBriefs.plan },
    parameters: { flags: planFlags, aliases: shortNames },
    loader: async () => (await import('../commands/plan.ts')).runPlan,
  }),
  status: buildCommand<StatusFlags, Move, CliContext>({
    docs: { brief: commandBriefs.status },
    parameters: {
      flags: statusFlags,
      aliases: telling,
      positional: { kind: 'tuple', parameters: [moveArgument('Only this move, in detail.')] },
    },
    loader: async () => (await import('../commands/status.ts')).runStatus,
  }),
  resume: buildCommand<ResumeFlags, Move, CliContext>({
    docs: { brief: commandBriefs.resume },
    parameters: { flags: resumeFlags, aliases: goingOn, positional: { kind: 'tuple', parameters: [open] } },
    loader: async () => (await import('../commands/resume.ts')).runResume,
  }),
  rollback: buildCommand<RollbackFlags, Move, CliContext>({
    docs: { brief: commandBriefs.rollback },
    parameters: { flags: rollbackFlags, aliases: goingOn, positional: { kind: 'tuple', parameters: [open] } },
    loader: async () => (await import('../commands/rollback.ts')).runRollback,
  }),
  recover: buildCommand<RecoverFlags, Move, CliContext>({
    docs: { brief: commandBriefs.recover },
    parameters: {
      flags: recoverFlags,
      aliases: goingOn,
      positional: { kind: 'tuple', parameters: [moveArgument('The move; without it the only one in the clusters.')] },
    },
    loader: async () => (await import('../commands/recover.ts')).runRecover,
  }),
  report: buildCommand<ReportFlags, Move, CliContext>({
    docs: { brief: commandBriefs.report },
    parameters: {
      flags: reportFlags,
      aliases: telling,
      positional: { kind: 'tuple', parameters: [moveArgument('The move; without it the latest one.')] },
    },
    loader: async () => (await import('../commands/report.ts')).runReport,
  }),
  graph: buildCommand<GraphFlags, [], CliContext>({
    docs: { brief: commandBriefs.graph },
    parameters: { flags: graphFlags, aliases: { n: 'namespace', ...telling } },
    loader: async () => (await import('../commands/graph.ts')).runGraph,
  }),
  version: buildCommand<{ readonly output: 'text' | 'json' | undefined }, [], CliContext>({
    docs: { brief: commandBriefs.version },
    parameters: {
      flags: { output: { kind: 'enum', values: ['text', 'json'], optional: true, brief: 'text (default) or json.' } },
      aliases: { o: 'output' },
    },
    loader: async () => (await import('../commands/version.ts')).runVersion,
  }),
  completion: buildCommand<Readonly<Record<string, never>>, [shell: Shell], CliContext>({
    docs: { brief: commandBriefs.completion },
    parameters: {
      flags: {},
      positional: {
        kind: 'tuple',
        parameters: [
          {
            brief: 'The shell that the script is for.',
            placeholder: 'SHELL',
            parse: parseShell,
            proposeCompletions: () => shells,
          },
        ],
      },
    },
    loader: async () => (await import('../commands/completion.ts')).runCompletion,
  }),
};

/** The program as stricli runs it. What it prints by itself is about the command line, and so goes to stderr. */
export function buildProgram(context: CliContext): Application<CliContext> {
  const paint = paintFor(context.process.stderr, context.process.env, false);
  const root = buildRouteMap<CommandName, CliContext>({ routes, docs: { brief: 'Moves Cluster API objects' } });
  return buildApplication<CliContext>(
    root,
    {
      name: 'tsmove',
      // Only near misses: "--foo" is not meant to be "--v".
      scanner: {
        caseStyle: 'allow-kebab-for-camel',
        allowArgumentEscapeSequence: true,
        distanceOptions: { threshold: 3, weights: { insertion: 1, deletion: 1, substitution: 1, transposition: 0 } },
      },
      documentation: { disableAnsiColor: true },
      localization: { text: commandLineText(context.program, (sentence) => `${paint('red', 'error:')} ${sentence}`) },
    },
    { help: helpFlag(context) },
  );
}
