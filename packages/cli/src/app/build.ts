import { type Application, buildApplication, buildCommand, buildRouteMap, type Command } from '@stricli/core';
import { parseShell, type Shell, shells } from '../completion/shells.ts';
import type { CliContext } from '../context.ts';
import { graphFlags, type GraphFlags } from '../flags/graph.ts';
import { moveFlags, type MoveFlags } from '../flags/move.ts';
import { shortNames } from '../flags/names.ts';
import { planFlags, type PlanFlags } from '../flags/plan.ts';
import { paintFor } from '../view/paint.ts';
import { commandBriefs, type CommandName } from './command-names.ts';
import { helpFlag } from './help-flag.ts';
import { commandLineText } from './text.ts';

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
  graph: buildCommand<GraphFlags, [], CliContext>({
    docs: { brief: commandBriefs.graph },
    parameters: { flags: graphFlags, aliases: { n: 'namespace', o: 'output', v: 'v' } },
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
