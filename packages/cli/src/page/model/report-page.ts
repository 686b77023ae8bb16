import { formatRef, type JournalReading, type MoveHistory, type ObjectHistory, type Plan } from '@tsmove/move-core';
import { actorWords } from '../../view/lease-words.ts';
import { sourceCheckMoment, sourceCheckWords } from '../../view/source-checks.ts';
import { count } from '../../view/words.ts';
import { keyOf, pageFindings, refFields } from './objects.ts';
import type { PageModel, PageObject, Timeline } from './page.ts';
import { plannedObjects } from './plan-page.ts';
import { fates, states } from './scales.ts';
import { timeWords } from './time-words.ts';
import { stepOf, timelineOf, workMs } from './timeline.ts';

/** What a journal does not say. */
export interface ReportSurroundings {
  /** RFC 3339. */
  readonly madeAt: string;
  readonly tool: string;
  readonly next: PageModel['next'];
}

/** The page of a move: its last plan, and what became of each object. */
export function reportPage(
  reading: Pick<JournalReading, 'records'>,
  history: MoveHistory,
  around: ReportSurroundings,
): PageModel {
  const { summary } = history;
  const plan = lastPlan(reading);
  const timeline = timelineOf(reading, history);
  const { groups, objects } = reportedObjects(plan, history.objects, timeline);
  return {
    formatVersion: 1,
    subject: 'report',
    title: `Move ${summary.moveId}`,
    verdict: verdictOn(history),
    facts: [
      ['Namespace', summary.scope.namespace],
      ...(summary.scope.targetNamespace === undefined
        ? []
        : [['In the target', summary.scope.targetNamespace] as const]),
      ...(summary.scope.clusters === undefined ? [] : [['Only Clusters', summary.scope.clusters.join(', ')] as const]),
      ['From', summary.source.url],
      ['To', summary.target.url],
      ['Begun', timeWords(summary.startedAt)],
      ['Last step', timeWords(summary.lastAt)],
      ['Last with', actorWords(summary.by)],
      ...(summary.epoch > 1 ? [['Turns', summary.epoch.toString()] as const] : []),
      ...history.sourceChecks.map((check) => [`Source ${sourceCheckMoment(check)}`, sourceCheckWords(check)] as const),
      ...(summary.torn ? [['Journal', 'its last record was cut short'] as const] : []),
      ['Made', timeWords(around.madeAt)],
      ['By', around.tool],
    ],
    scales: [states, fates],
    groups,
    objects,
    findings: plan === undefined ? [] : pageFindings(plan.diagnostics, objects),
    next: around.next,
    timeline,
  };
}

function lastPlan({ records }: Pick<JournalReading, 'records'>): Plan | undefined {
  return records
    .flatMap((record) => (record.type === 'begun' || record.type === 'planned' ? [record.plan] : []))
    .at(-1);
}

function reportedObjects(
  plan: Plan | undefined,
  histories: readonly ObjectHistory[],
  timeline: Timeline,
): Pick<PageModel, 'groups' | 'objects'> {
  const planned = plan === undefined ? { groups: [], objects: [] } : plannedObjects(plan);
  const byKey = new Map(histories.map((history) => [keyOf(history.ref), history]));
  const objects = planned.objects.map((object): PageObject => {
    const key = keyOf({ ...object, group: object.group ?? '' });
    const history = byKey.get(key);
    byKey.delete(key);
    return history === undefined
      ? { ...object, state: 'outside' }
      : { ...object, ...happened(history, timeline, object.notes) };
  });
  // What an earlier plan of the move had; without a plan, everything.
  const others = [...byKey.values()].map((history): PageObject => ({
    ...refFields(history.ref),
    in: planned.groups.length,
    fate: history.fate,
    ...happened(history, timeline),
  }));
  const title = plan === undefined ? 'Objects' : 'No longer in the plan';
  return {
    groups: others.length === 0 ? planned.groups : [...planned.groups, { title, kind: 'rest' }],
    objects: [...objects, ...others],
  };
}

function happened(history: ObjectHistory, timeline: Timeline, notes: PageObject['notes'] = []): Partial<PageObject> {
  const { target, source, targetUid, failure, steps } = history;
  return {
    state: stateOf(history),
    notes: [
      ['In the target', target],
      ['In the source', source],
      ...(targetUid === undefined ? [] : [['UID in the target', targetUid] as const]),
      ...notes,
    ],
    ...(failure === undefined ? {} : { failure }),
    workMs: workMs(steps, timeline),
    steps: steps.map(stepOf),
  };
}

function stateOf({ fate, target, source, failure }: ObjectHistory): string {
  if (failure !== undefined) return 'failed';
  if (target === 'unknown' || source === 'unknown') return 'unknown';
  if (target === 'absent') return 'source';
  if (fate === 'copy') return 'copied';
  return source === 'retired' ? 'moved' : 'both';
}

const outcomes = {
  moved: { tone: 'green', text: 'Moved' },
  refused: { tone: 'red', text: 'Refused before anything was created' },
  'rolled-back': { tone: 'amber', text: 'Rolled back: everything is in the source' },
} as const;

const zones = {
  'before-commit': { tone: 'amber', text: 'Open, before its commit: nothing is deleted in the source' },
  committed: { tone: 'amber', text: 'Open, committed: everything is in the target, and nothing is released there' },
  releasing: { tone: 'amber', text: 'Open, being released in the target' },
  'rolling-back': { tone: 'amber', text: 'Open, being rolled back' },
  'target-abandoned': { tone: 'red', text: 'The source is released; the target is still owed an undo' },
  finished: { tone: 'grey', text: 'Finished' },
} as const;

function verdictOn({ summary, objects }: MoveHistory): PageModel['verdict'] {
  const { tone, text } = summary.outcome === undefined ? zones[summary.zone] : outcomes[summary.outcome];
  const failed = objects.filter(({ failure }) => failure !== undefined);
  const [first] = failed;
  const failures =
    first === undefined ? '' : ` ${count(failed.length, 'object')} failed, the first is ${formatRef(first.ref)}.`;
  return { tone: failed.length > 0 ? 'red' : tone, text: `${text}; ${count(objects.length, 'object')}.${failures}` };
}
