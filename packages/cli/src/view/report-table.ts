import { formatRef, type MoveHistory, type ObjectHistory } from '@tsmove/move-core';
import { formatDuration } from '../flags/duration.ts';
import { type Column, fittedColumns } from './fitted-columns.ts';
import { actorWords } from './lease-words.ts';
import { objectLine } from './object-line.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { sourceCheckMoment, sourceCheckWords } from './source-checks.ts';
import { count } from './words.ts';

type Step = MoveHistory['course'][number];

/** A move from its beginning to where it is: its course, then what happened to each object. */
export function reportLines(history: MoveHistory, width: number | undefined, paint: Paint): readonly string[] {
  const { summary, sourceChecks, course, objects } = history;
  const { moveId, scope, by, startedAt, outcome, zone } = summary;
  const last = course.at(-1)?.ms ?? 0;
  return [
    `Move ${printable(moveId)} of namespace ${printable(scope.namespace)}: ${outcome ?? zone}, ${count(objects.length, 'object')}`,
    `  from ${printable(summary.source.url)}`,
    `  to   ${printable(summary.target.url)}`,
    `  begun ${printable(startedAt)}, last with ${printable(actorWords(by))}, ${formatDuration(last)} to the last step`,
    ...sourceChecks.map((check) => sourceCheckLine(check, paint)),
    '',
    ...headed(stepTable(course), width, paint),
    '',
    ...headed(objectTable(objects, scope.namespace), width, paint),
  ];
}

/** Whether something in the source fought the move: what everybody wants to know whose objects are under GitOps. */
function sourceCheckLine(check: MoveHistory['sourceChecks'][number], paint: Paint): string {
  const words = printable(sourceCheckWords(check));
  return `  source ${sourceCheckMoment(check)}: ${check.back.length === 0 ? words : paint('red', words)}`;
}

/** Every step of some objects, each under its name. */
export function objectReportLines(
  objects: readonly ObjectHistory[],
  width: number | undefined,
  paint: Paint,
): readonly string[] {
  return objects.flatMap((object, index) => [
    ...(index === 0 ? [] : ['']),
    `${printable(formatRef(object.ref))}: ${object.target} in the target, ${object.source} in the source`,
    ...(object.targetUid === undefined ? [] : [`  UID in the target: ${printable(object.targetUid)}`]),
    ...(object.failure === undefined ? [] : [`  ${paint('red', 'failed:')} ${printable(object.failure)}`]),
    '',
    ...headed(stepTable(object.steps), width, paint),
  ]);
}

function headed(table: readonly Column[], width: number | undefined, paint: Paint): readonly string[] {
  return fittedColumns(table, width).map((line, index) => (index === 0 ? paint('bold', line) : line));
}

/** When counts from the beginning of the move; how long is the time since the step before. */
function stepTable(steps: readonly Step[]): readonly Column[] {
  const turns = new Set(steps.map(({ epoch }) => epoch)).size;
  return [
    { heading: 'AT', cells: steps.map(({ ms }) => `+${formatDuration(ms)}`) },
    {
      heading: 'AFTER',
      cells: steps.map(({ ms }, index) => (index === 0 ? '' : formatDuration(ms - (steps[index - 1]?.ms ?? ms)))),
    },
    // Whose turn it was is of interest only if it ever changed.
    ...(turns > 1 ? [{ heading: 'TURN', cells: steps.map(({ epoch }) => epoch.toString()) }] : []),
    { heading: 'WHAT', cells: steps.map(({ what }) => printable(what)) },
  ];
}

function objectTable(objects: readonly ObjectHistory[], namespace: string): readonly Column[] {
  const column = (heading: string, cell: (object: ObjectHistory) => string, worth?: number): Column => ({
    heading,
    cells: objects.map(cell),
    ...(worth === undefined ? {} : { worth }),
  });
  return [
    column('OBJECT', ({ ref }) => objectLine(ref, namespace)),
    column('ACTION', ({ fate }) => fate, 1),
    column('TARGET', ({ target }) => target),
    column('SOURCE', ({ source }) => source),
    column('FIRST', ({ steps }) => at(steps[0]), 3),
    column('LAST', ({ steps }) => at(steps.at(-1)), 2),
    column('TOOK', tookCell),
    column('WHY', whyCell),
  ];
}

function at(step: Step | undefined): string {
  return step === undefined ? '' : `+${formatDuration(step.ms)}`;
}

function tookCell({ steps }: ObjectHistory): string {
  const [first] = steps;
  const last = steps.at(-1);
  return first === undefined || last === undefined ? '' : formatDuration(last.ms - first.ms);
}

function whyCell({ failure, fate }: ObjectHistory): string {
  if (failure !== undefined) return printable(failure);
  return fate === 'copy' ? 'something that stays uses it' : '';
}
