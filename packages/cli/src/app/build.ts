import {
  type Application,
  buildApplication,
  buildCommand,
  buildRouteMap,
  type Command,
  type RouteMap,
} from '@stricli/core';
import { parseShell, type Shell, shells } from '../completion/shells.ts';
import type { CliContext } from '../context.ts';
import { applyFlags, type ApplyFlags } from '../flags/apply.ts';
import {
  archiveFlags,
  type ArchiveFlags,
  exportFlags,
  type ExportFlags,
  importFlags,
  type ImportFlags,
} from '../flags/archive.ts';
import {
  recoverFlags,
  type RecoverFlags,
  resumeFlags,
  type ResumeFlags,
  rollbackFlags,
  type RollbackFlags,
} from '../flags/going-on.ts';
import { diffFlags, type DiffFlags } from '../flags/diff.ts';
import { explainedArgument, explainFlags, type Explained, type ExplainFlags } from '../flags/explain.ts';
import { graphFlags, type GraphFlags } from '../flags/graph.ts';
import {
  type LeaseCheckFlags,
  type LeaseFlags,
  leasesCheckFlags,
  leasesCopyFlags,
  type LeasesCopyFlags,
  leasesShowFlags,
} from '../flags/leases.ts';
import { jobRenderFlags, type JobRenderFlags } from '../flags/job-render.ts';
import { jobRunFlags, type JobRunFlags } from '../flags/job.ts';
import { moveFlags, type MoveFlags } from '../flags/move.ts';
import { fileArgument } from '../flags/file-argument.ts';
import { moveArgument } from '../flags/move-id.ts';
import { shortNames } from '../flags/names.ts';
import { checkFlags, type CheckFlags, pivotFlags, type PivotFlags } from '../flags/pivot.ts';
import { planFlags, type PlanFlags } from '../flags/plan.ts';
import { providersFlags, type ProvidersFlags } from '../flags/providers.ts';
import { rbacFlags, type RbacFlags } from '../flags/rbac.ts';
import { reportFlags, type ReportFlags } from '../flags/report.ts';
import { statusFlags, type StatusFlags } from '../flags/status.ts';
import { paintFor } from '../view/paint.ts';
import { commandBriefs, type CommandName, subcommandBriefs } from './command-names.ts';
import { helpFlag } from './help-flag.ts';
import { commandLineText } from './text.ts';

type Move = [move: string | undefined];

const telling = { o: 'output', v: 'v' } as const;
const goingOn = { ...telling, y: 'yes' } as const;
type File = [file: string];

const anArchive = fileArgument('The archive.');
const open = moveArgument('The move; without it the only open one.');

// A command is its flags and where its code lies: help and completion load none of it.
const leases = buildRouteMap<'show' | 'check' | 'copy', CliContext>({
  docs: { brief: commandBriefs.leases },
  routes: {
    show: buildCommand<LeaseFlags, [], CliContext>({
      docs: { brief: subcommandBriefs['leases show'] },
      parameters: { flags: leasesShowFlags, aliases: telling },
      loader: async () => (await import('../commands/leases/show.ts')).runLeasesShow,
    }),
    check: buildCommand<LeaseCheckFlags, [], CliContext>({
      docs: { brief: subcommandBriefs['leases check'] },
      parameters: { flags: leasesCheckFlags, aliases: telling },
      loader: async () => (await import('../commands/leases/check.ts')).runLeasesCheck,
    }),
    copy: buildCommand<LeasesCopyFlags, [], CliContext>({
      docs: { brief: subcommandBriefs['leases copy'] },
      parameters: { flags: leasesCopyFlags, aliases: telling },
      loader: async () => (await import('../commands/leases/copy.ts')).runLeasesCopy,
    }),
  },
});

const job = buildRouteMap<'run' | 'render', CliContext>({
  docs: { brief: commandBriefs.job },
  routes: {
    run: buildCommand<JobRunFlags, [], CliContext>({
      docs: { brief: subcommandBriefs['job run'] },
      parameters: { flags: jobRunFlags, aliases: { n: 'namespace', ...telling } },
      loader: async () => (await import('../commands/job/run.ts')).runJobRun,
    }),
    render: buildCommand<JobRenderFlags, [], CliContext>({
      docs: { brief: subcommandBriefs['job render'] },
      parameters: { flags: jobRenderFlags, aliases: { n: 'namespace', ...telling } },
      loader: async () => (await import('../commands/job/render.ts')).runJobRender,
    }),
  },
});

const archive = buildRouteMap<'inspect' | 'verify', CliContext>({
  docs: { brief: commandBriefs.archive },
  routes: {
    inspect: buildCommand<ArchiveFlags, File, CliContext>({
      docs: { brief: subcommandBriefs['archive inspect'] },
      parameters: { flags: archiveFlags, aliases: telling, positional: { kind: 'tuple', parameters: [anArchive] } },
      loader: async () => (await import('../commands/archive/inspect.ts')).runArchiveInspect,
    }),
    verify: buildCommand<ArchiveFlags, File, CliContext>({
      docs: { brief: subcommandBriefs['archive verify'] },
      parameters: { flags: archiveFlags, aliases: telling, positional: { kind: 'tuple', parameters: [anArchive] } },
      loader: async () => (await import('../commands/archive/inspect.ts')).runArchiveVerify,
    }),
  },
});

const routes: Readonly<Record<CommandName, Command<CliContext> | RouteMap<CliContext>>> = {
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
  apply: buildCommand<ApplyFlags, File, CliContext>({
    docs: { brief: commandBriefs.apply },
    parameters: {
      flags: applyFlags,
      aliases: goingOn,
      positional: { kind: 'tuple', parameters: [fileArgument('The plan, as tsmove plan --out has written it.')] },
    },
    loader: async () => (await import('../commands/apply.ts')).runApply,
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
  pivot: buildCommand<PivotFlags, [], CliContext>({
    docs: { brief: commandBriefs.pivot },
    parameters: { flags: pivotFlags, aliases: shortNames },
    loader: async () => (await import('../commands/pivot.ts')).runPivot,
  }),
  check: buildCommand<CheckFlags, [], CliContext>({
    docs: { brief: commandBriefs.check },
    parameters: { flags: checkFlags, aliases: { n: 'namespace', ...telling } },
    loader: async () => (await import('../commands/check.ts')).runCheck,
  }),
  job,
  rbac: buildCommand<RbacFlags, [], CliContext>({
    docs: { brief: commandBriefs.rbac },
    parameters: { flags: rbacFlags, aliases: { n: 'namespace', ...telling } },
    loader: async () => (await import('../commands/rbac.ts')).runRbac,
  }),
  diff: buildCommand<DiffFlags, [], CliContext>({
    docs: { brief: commandBriefs.diff },
    parameters: { flags: diffFlags, aliases: { ...telling, n: 'namespace' } },
    loader: async () => (await import('../commands/diff.ts')).runDiff,
  }),
  export: buildCommand<ExportFlags, File, CliContext>({
    docs: { brief: commandBriefs.export },
    parameters: {
      flags: exportFlags,
      aliases: { n: 'namespace', ...telling },
      positional: { kind: 'tuple', parameters: [fileArgument('The archive to write; it must not exist yet.')] },
    },
    loader: async () => (await import('../commands/export.ts')).runExport,
  }),
  import: buildCommand<ImportFlags, File, CliContext>({
    docs: { brief: commandBriefs.import },
    parameters: { flags: importFlags, aliases: goingOn, positional: { kind: 'tuple', parameters: [anArchive] } },
    loader: async () => (await import('../commands/import.ts')).runImport,
  }),
  archive,
  leases,
  graph: buildCommand<GraphFlags, [], CliContext>({
    docs: { brief: commandBriefs.graph },
    parameters: { flags: graphFlags, aliases: { n: 'namespace', ...telling } },
    loader: async () => (await import('../commands/graph.ts')).runGraph,
  }),
  explain: buildCommand<ExplainFlags, [what: Explained | undefined], CliContext>({
    docs: { brief: commandBriefs.explain },
    parameters: {
      flags: explainFlags,
      aliases: { n: 'namespace', ...telling },
      positional: { kind: 'tuple', parameters: [explainedArgument] },
    },
    loader: async () => (await import('../commands/explain/explain.ts')).runExplain,
  }),
  providers: buildCommand<ProvidersFlags, [], CliContext>({
    docs: { brief: commandBriefs.providers },
    parameters: { flags: providersFlags, aliases: telling },
    loader: async () => (await import('../commands/providers.ts')).runProviders,
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
