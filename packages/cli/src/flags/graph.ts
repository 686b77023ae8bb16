import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { sourceGroup, type SourceFlags } from './clusters.ts';
import type { AnyFlagGroup } from './group.ts';
import { graphOutputGroup, type GraphFormat, type OutputFlags } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { readingGroup, type ReadingFlags } from './running.ts';
import { namespaceGroup, type NamespaceFlags } from './scope.ts';

/** The flags of `tsmove graph`. */
export interface GraphFlags
  extends SourceFlags, NamespaceFlags, ReadingFlags, ProviderFlags, OutputFlags<GraphFormat> {}

export const graphGroups: readonly AnyFlagGroup[] = [
  sourceGroup,
  namespaceGroup,
  readingGroup,
  providersGroup,
  graphOutputGroup,
];

export const graphFlags: FlagParametersForType<GraphFlags, CliContext> = {
  ...sourceGroup.flags,
  ...namespaceGroup.flags,
  ...readingGroup.flags,
  ...providersGroup.flags,
  ...graphOutputGroup.flags,
};
