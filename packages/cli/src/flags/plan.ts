import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup } from './allowances.ts';
import { clustersGroup } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { hasTarget, moveFlags, type MoveFlags, tellingProblems } from './move.ts';
import { type OutputFlags, type PlanFormat, planOutputGroup } from './output.ts';
import { providersGroup } from './providers.ts';
import { readingGroup } from './running.ts';
import { namespaceProblems, scopeGroup } from './scope.ts';
import { parseText } from './values.ts';

interface RehearsalFlags {
  readonly dryRun: 'client' | 'server' | undefined;
}

interface KeepingFlags {
  readonly out: string | undefined;
}

interface ExitFlags {
  readonly detailedExitcode: boolean | undefined;
}

/** The flags of `tsmove plan`: all of `tsmove move`, so that only the verb changes, and how to exit. */
export interface PlanFlags
  extends Omit<MoveFlags, 'output' | 'dryRun'>, RehearsalFlags, KeepingFlags, ExitFlags, OutputFlags<PlanFormat> {}

/** `--dry-run` alone is that of `move`, and what a plan is anyway. */
function parseRehearsal(text: string): 'client' | 'server' {
  if (text === '' || text === 'client') return 'client';
  if (text === 'server') return 'server';
  throw new SyntaxError(`"${text}" is no kind of dry run; write client or server`);
}

const rehearsalGroup: FlagGroup<RehearsalFlags> = {
  heading: 'What to try',
  flags: {
    dryRun: {
      kind: 'parsed',
      parse: parseRehearsal,
      inferEmpty: true,
      optional: true,
      placeholder: 'client|server',
      brief:
        'server: send every create to the target as a dry run, so that its webhooks, policies and schemas speak. client: only look, as without the flag.',
    },
  },
};

const keepingGroup: FlagGroup<KeepingFlags> = {
  heading: 'What to keep',
  flags: {
    out: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      placeholder: 'FILE',
      brief: 'Write the plan there as well, unless something stands in its way, for tsmove apply FILE.',
    },
  },
};

const exitGroup: FlagGroup<ExitFlags> = {
  heading: 'How to exit',
  flags: {
    detailedExitcode: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief:
        'Exit with 0 if there is nothing to move and with 2 if there is something; every mistake then exits with 1.',
    },
  },
};

/** What the help of `plan` shows; the rest of the flags of `move` is accepted and changes nothing. */
export const planGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  scopeGroup,
  readingGroup,
  allowancesGroup,
  providersGroup,
  rehearsalGroup,
  keepingGroup,
  exitGroup,
  planOutputGroup,
];

/** What is wrong with the flags of a plan taken together, one sentence each. */
export function planProblems(flags: PlanFlags): readonly string[] {
  const rehearsal =
    flags.dryRun === 'server' && !hasTarget(flags)
      ? [
          '--dry-run=server asks the target, and there is none: give --to-kubeconfig FILE or --to-kubeconfig-context NAME',
        ]
      : [];
  return [...namespaceProblems(flags), ...rehearsal, ...tellingProblems(flags)];
}

export const planFlags: FlagParametersForType<PlanFlags, CliContext> = {
  ...moveFlags,
  ...planOutputGroup.flags,
  ...rehearsalGroup.flags,
  ...keepingGroup.flags,
  ...exitGroup.flags,
};
