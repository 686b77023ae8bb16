import {
  type Diagnostic,
  formatKubectlName,
  formatRef,
  type LeftBehind,
  type Plan,
  type PlannedObject,
} from '@tsmove/move-core';
import { columns } from './columns.ts';
import { printable } from './printable.ts';
import { count, listOf } from './words.ts';

/** A plan as tables: what moves, in its order; what stays behind; and a line that sums it up. */
export function planLines(plan: Plan, findings: readonly Diagnostic[]): readonly string[] {
  return [
    ...(plan.objects.length === 0
      ? [`Nothing to move in namespace ${plan.scope.namespace}.`]
      : columns(['GROUP', 'ACTION', 'OBJECT', 'NAMESPACE', 'STATUS', 'NOTE'], plan.objects.map(objectRow))),
    ...(plan.leftBehind.length === 0
      ? []
      : ['', ...columns(['LEFT BEHIND', 'NAMESPACE', 'THEN', 'BECAUSE'], plan.leftBehind.map(leftRow))]),
    ...(plan.objects.length === 0 ? [] : ['', ...arrivalLines(plan), summaryLine(plan, findings)]),
  ];
}

function arrivalLines({ scope: { namespace, targetNamespace } }: Plan): readonly string[] {
  return targetNamespace === undefined
    ? []
    : [`Namespace ${namespace} is called ${targetNamespace} in the target; everything here has the source's names.`];
}

function objectRow({ ref, group, fate, status, because, onConflict, droppedOwners }: PlannedObject): readonly string[] {
  const notes = [
    ...(fate === 'copy' ? [`kept in the source: ${because ?? 'something else uses it'}`] : []),
    ...(onConflict === 'update' ? ['replaces the one in the target'] : []),
    ...droppedOwners.map((owner) => `its owner ${formatRef(owner.ref)} is not written in the target`),
  ];
  // People count from 1.
  return [
    (group + 1).toString(),
    fate,
    formatKubectlName(ref),
    ref.namespace ?? '',
    status,
    printable(notes.join('; ')),
  ];
}

function leftRow({ ref, collected, because }: LeftBehind): readonly string[] {
  return [formatKubectlName(ref), ref.namespace ?? '', collected ? 'is collected' : 'stays', printable(because)];
}

function summaryLine(plan: Plan, findings: readonly Diagnostic[]): string {
  const fates = (fate: PlannedObject['fate']): number => plan.objects.filter((object) => object.fate === fate).length;
  const severity = (wanted: Diagnostic['severity']): number => findings.filter((one) => one.severity === wanted).length;
  const [copied, errors, warnings] = [fates('copy'), severity('error'), severity('warning')];
  const parts = [
    `${fates('move').toString()} to move`,
    ...(copied === 0 ? [] : [`${copied.toString()} to copy and keep`]),
    ...(plan.leftBehind.length === 0 ? [] : [`${plan.leftBehind.length.toString()} left behind`]),
  ];
  const verdict = errors > 0 ? ` A move would be refused: ${count(errors, 'error')}.` : '';
  const warned = warnings > 0 ? ` ${count(warnings, 'warning')}.` : '';
  return `Plan: ${listOf(parts)}.${verdict}${warned}`;
}
