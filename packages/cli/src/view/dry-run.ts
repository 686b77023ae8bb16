import type { Plan, PlannedObject } from '@tsmove/move-core';
import type { ExitCode } from '../exit-codes.ts';
import { recordVersion } from './json-lines.ts';
import { objectLine } from './object-line.ts';

/** What the source would lose, in this order: dependents before their owners. */
function deleted(plan: Plan): readonly PlannedObject[] {
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
export function dryRunRecords(plan: Plan, exitCode: ExitCode): readonly object[] {
  const record = (type: string, fields: object): object => ({
    type,
    formatVersion: recordVersion,
    dryRun: true,
    ...fields,
  });
  const gone = deleted(plan);
  return [
    ...plan.objects.map(({ ref, group, fate }) => record('object-created', { ref, group, fate })),
    ...gone.map(({ ref, group }) => record('object-deleted', { ref, group })),
    record('summary', { outcome: 'dry-run', exitCode, created: plan.objects.length, deleted: gone.length }),
  ];
}
