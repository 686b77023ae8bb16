import type { FlagParametersForType, TypedPositionalParameter } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup, type AllowanceFlags } from './allowances.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup } from './group.ts';
import { explainOutputGroup, type ExplainFormat, type OutputFlags } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { readingGroup, type ReadingFlags } from './running.ts';
import { scopeGroup, type ScopeFlags } from './scope.ts';
import { parseCode, parseObject } from './values.ts';

/** The flags of `tsmove explain`: those with which a plan would be made. A code needs none of them. */
export interface ExplainFlags
  extends
    SourceFlags,
    TargetFlags,
    ScopeFlags,
    ReadingFlags,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ExplainFormat> {}

const groups = [clustersGroup, scopeGroup, readingGroup, allowancesGroup, providersGroup, explainOutputGroup] as const;

export const explainGroups: readonly AnyFlagGroup[] = groups;

export const explainFlags: FlagParametersForType<ExplainFlags, CliContext> = {
  ...clustersGroup.flags,
  ...scopeGroup.flags,
  ...readingGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...explainOutputGroup.flags,
};

/** What is explained. */
export type Explained = { readonly code: string } | { readonly object: string };

/** `cluster-paused`, or `Machine/prod-0`: only an object has a slash. */
export function parseExplained(text: string): Explained {
  if (text.includes('/')) return { object: parseObject(text) };
  try {
    return { code: parseCode(text) };
  } catch {
    throw new SyntaxError(`"${text}" is neither a code like cluster-paused nor an object like Machine/prod-0`);
  }
}

/** The argument of `tsmove explain`. */
export const explainedArgument: TypedPositionalParameter<Explained | undefined, CliContext> = {
  brief: 'A code as errors and findings carry it, or an object of the source; without it all codes are listed.',
  placeholder: 'CODE|KIND/NAME',
  parse: parseExplained,
  async proposeCompletions(partial) {
    const { programCodes } = await import('../codes/catalogue.ts');
    return programCodes()
      .map(({ code }) => code)
      .filter((code) => code.startsWith(partial));
  },
  optional: true,
};
