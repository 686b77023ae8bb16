import { isArchiveUrl } from '../session/archive-place.ts';
import type { Plan, PlannedObject } from '@tsmove/move-core';
import type { ExitCode } from '../exit-codes.ts';
import { recordVersion } from './json-lines.ts';
import type { JsonLine } from './records.ts';
import { objectLine } from './object-line.ts';

/** What the source would lose, in this order: dependents before their owners. */
function deleted(plan: Plan): readonly PlannedObject[] {
  // An archive stays as it is.
  if (isArchiveUrl(plan.source.url)) return [];
  return plan.objects.filter(({ fate }) => fate === 'move').toSorted((a, b) => b.group - a.group);
}

/** One line for each object that would be created, then one for each that would be deleted, as kubectl writes them. */
export function dryRunLines(plan: Plan): readonly string[] {
  const { namespace } = plan.scope;
  return [
    ...plan.objects.map(({ ref }) => `${objectLine(ref, namespace)} created (dry run)`),
    ...deleted(plan).map(({ ref }) => `${objectLine(ref, namespace)} deleted (dry run)`),
  ];
}

/** The same as records, with the summary last. */
export function dryRunRecords(plan: Plan, exitCode: ExitCode): readonly JsonLine[] {
  const common = { formatVersion: recordVersion, dryRun: true } as const;
  const gone = deleted(plan);
  return [
    ...plan.objects.map(({ ref, group, fate }) => ({ type: 'object-created', ...common, ref, group, fate }) as const),
    ...gone.map(({ ref, group }) => ({ type: 'object-deleted', ...common, ref, group }) as const),
    { type: 'summary', ...common, outcome: 'dry-run', exitCode, created: plan.objects.length, deleted: gone.length },
  ];
}
