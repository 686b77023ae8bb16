import type { JournalReading, JournalRecord, MoveHistory } from '@tsmove/move-core';
import type { Step, Timeline } from './page.ts';

type Told = MoveHistory['course'][number];

/** A step as a page carries it. */
export function stepOf({ ms, what, epoch }: Told): Step {
  return [ms, what, epoch];
}

/** How long phases were at work on an object: the times between its steps that lie in the same phase. */
export function workMs(steps: readonly Told[], { spans }: Timeline): number {
  const spanAt = (ms: number): number => spans.findLastIndex(({ from }) => from <= ms);
  return steps.reduce((sum, { ms }, index) => {
    const before = steps[index - 1]?.ms ?? ms;
    return spanAt(before) === spanAt(ms) ? sum + ms - before : sum;
  }, 0);
}

/** The phases of a move as spans of time, and its turning points. Records of a turn that was over do not count. */
export function timelineOf({ records }: Pick<JournalReading, 'records'>, history: MoveHistory): Timeline {
  const began = Date.parse(history.summary.startedAt);
  const at = (record: JournalRecord): number => Math.max(0, Date.parse(record.at) - began) || 0;
  const spans: Timeline['spans'][number][] = [];
  let open: { readonly phase: string; readonly from: number } | undefined;
  let last = 0;
  let epoch = 0;
  const close = (to: number): void => {
    if (open !== undefined && to > open.from) spans.push({ ...open, to });
    open = undefined;
  };
  for (const record of records) {
    if (record.epoch < epoch) continue;
    epoch = record.epoch;
    if (record.type === 'taken-over') {
      // The process that had it wrote nothing more: its phase ended with its last word.
      close(last);
      if (at(record) > last) spans.push({ phase: 'idle', from: last, to: at(record) });
    }
    if (record.type === 'phase' && record.look === undefined) {
      close(at(record));
      open = { phase: record.phase, from: at(record) };
    }
    last = Math.max(last, at(record));
  }
  close(last);
  const told = [...history.course, ...history.objects.flatMap(({ steps }) => steps)];
  return {
    beganAt: history.summary.startedAt,
    endMs: told.reduce((end, { ms }) => Math.max(end, ms), last),
    spans,
    course: history.course.map(stepOf),
  };
}
