import { formatRef, type PivotCheck, type PivotPlan, type PivotReport, type PivotStepName } from '@tsmove/move-core';
import { printable } from './printable.ts';
import { count } from './words.ts';

const titles: Readonly<Record<PivotStepName, string>> = {
  'side-data': 'Bring side data into the target',
  components: 'Apply components to the target, and wait for them',
  'source-ironic': 'Once the source is held: take down its Ironic',
  'source-controllers': 'Once the source is held: take down its controllers',
  'target-ironic': 'Once the source is held: start the Ironic of the target',
  move: 'Move',
  checks: 'Check the target',
  'clean-up': 'Clean up the source',
};

/** What a step of a pivot does, for people. */
export function stepTitle(name: PivotStepName): string {
  const all: Readonly<Partial<Record<string, string>>> = titles;
  return all[name] ?? name;
}

/** The steps of a pivot that have something to do, numbered, with what they do. */
export function pivotPlanLines({ namespace, steps }: Pick<PivotPlan, 'namespace' | 'steps'>): readonly string[] {
  const busy = steps.filter(({ lines }) => lines.length > 0);
  return [
    `Pivot of namespace ${namespace}:`,
    ...busy.flatMap(({ name, lines }, at) => [
      `${(at + 1).toString()}. ${titles[name]}`,
      ...lines.map((line) => `   ${printable(line)}`),
    ]),
  ];
}

/** What a pivot came to, and what is left to do. */
export function pivotReportLines(report: PivotReport, program: string): readonly string[] {
  const { namespace, outcome, findings, scaledDown, kept, move } = report;
  const moved = move === undefined ? '' : `, ${count(move.counts.moved, 'object')} moved`;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const first = {
    pivoted: `Namespace ${namespace} is pivoted${moved}.`,
    undone: `The pivot of namespace ${namespace} is undone: both clusters are as before.`,
    unsettled: `Namespace ${namespace} has moved${moved}, but ${count(errors, 'check')} failed. Run ${program} pivot again once that is mended, or with --undo to go back.`,
    stopped: `The pivot of namespace ${namespace} stopped half way.`,
  }[outcome];
  return [
    first,
    ...scaledDown.map(
      ({ ref, replicas }) =>
        `${printable(formatRef(ref))} is at 0 replicas in the source; it had ${replicas.toString()}.`,
    ),
    ...kept.map(({ ref, because }) => `${printable(formatRef(ref))} stays in the target: ${printable(because)}.`),
  ];
}

/** One sentence for what checks came to. */
export function checkSentence({ namespace, findings, objects, compared }: PivotCheck): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const how = compared ? ', compared with what they were before the pivot' : '';
  const what = `${count(objects, 'object')} of namespace ${namespace}${how}`;
  return errors === 0 ? `All is well with ${what}.` : `${count(errors, 'check')} failed for ${what}.`;
}
