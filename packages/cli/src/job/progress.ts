import type { MoveEvent, MoveReport, ObjectRef, Phase } from '@tsmove/move-core';
import { phaseWords } from '../view/phase-words.ts';
import { type Wait, waitsAfter } from '../view/live/waits.ts';
import type { Message } from '../view/view.ts';

/** What a Job's move has come to so far. It holds names and numbers, and nothing of what is in an object. */
export interface JobProgress {
  readonly moveId: string | undefined;
  /** Another pod had begun it. */
  readonly resumed: boolean;
  readonly phase: Phase | undefined;
  /** Objects that the phase of the moment is about, and how many of them are done. */
  readonly total: number;
  readonly done: number;
  /** Objects of the plan by kind. */
  readonly planned: ReadonlyMap<string, number>;
  /** Objects done, by phase and kind. */
  readonly objects: ReadonlyMap<Phase, ReadonlyMap<string, number>>;
  readonly failures: number;
  readonly retries: number;
  /** What is waited for; objects whose controllers have not confirmed are counted by `unconfirmed`. */
  readonly waits: readonly Wait[];
  readonly unconfirmed: number;
  readonly committed: boolean;
  readonly rollingBack: boolean;
  /** Since the first object was paused, in ms of the wall clock, until the last one was released. */
  readonly pausedAt: number | undefined;
  readonly resumedAt: number | undefined;
  readonly outcome: MoveReport['outcome'] | undefined;
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

export const notBegun: JobProgress = {
  moveId: undefined,
  resumed: false,
  phase: undefined,
  total: 0,
  done: 0,
  planned: new Map(),
  objects: new Map(),
  failures: 0,
  retries: 0,
  waits: [],
  unconfirmed: 0,
  committed: false,
  rollingBack: false,
  pausedAt: undefined,
  resumedAt: undefined,
  outcome: undefined,
  failure: undefined,
};

/** The progress after a message; `now` is in ms of the wall clock. */
export function progressAfter(before: JobProgress, message: Message, now: number): JobProgress {
  switch (message.type) {
    case 'planned':
      return { ...before, planned: new Map(message.summary.kinds) };
    case 'course':
      // A move that is gone on with was planned by another.
      return before.planned.size > 0 ? before : { ...before, planned: kindsOf(message.course.objects) };
    case 'retry':
      return { ...before, retries: before.retries + 1 };
    case 'event':
      return afterEvent(before, message.event, now);
    case 'ended':
      return { ...before, outcome: message.report.outcome, moveId: before.moveId ?? message.report.moveId };
    case 'ended-before':
      return {
        ...before,
        outcome: message.outcome,
        moveId: message.moveId === '' ? before.moveId : message.moveId,
        resumed: true,
        committed: message.outcome === 'moved',
      };
    case 'failed': {
      const { code, message: words, report } = message.failure;
      return {
        ...before,
        failure: { code, message: words },
        ...(report === undefined ? {} : { outcome: report.outcome }),
      };
    }
    default:
      return before;
  }
}

function afterEvent(before: JobProgress, event: MoveEvent, now: number): JobProgress {
  const next = counted({ ...before, waits: waitsAfter(before.waits, event, now) }, event);
  switch (event.type) {
    case 'move-started':
      return { ...next, ...anew, moveId: event.moveId, resumed: false };
    case 'move-continued':
      return { ...next, ...anew, moveId: event.moveId, resumed: true, rollingBack: event.command === 'rollback' };
    case 'phase-started':
      return {
        ...next,
        phase: event.phase,
        total: event.total,
        done: 0,
        unconfirmed: 0,
        // Whoever goes on after the commit hears no more of it.
        committed: next.committed || event.phase === 'seal' || event.phase === 'retire' || event.phase === 'release',
      };
    case 'still-waiting':
      return { ...next, unconfirmed: event.count };
    case 'object-paused':
      return event.side === 'source' ? { ...next, pausedAt: next.pausedAt ?? now } : next;
    case 'object-resumed':
      return { ...next, resumedAt: now };
    case 'committed':
      return { ...next, committed: true };
    case 'rolling-back':
      return { ...next, rollingBack: true };
    case 'object-failed':
      return { ...next, failures: next.failures + 1 };
    default:
      return next;
  }
}

/** What belongs to one move alone: with a move for each Cluster the next one begins with it. */
const anew = {
  phase: undefined,
  total: 0,
  done: 0,
  committed: false,
  rollingBack: false,
  pausedAt: undefined,
  resumedAt: undefined,
} as const;

function counted(before: JobProgress, event: MoveEvent): JobProgress {
  const { phase } = before;
  if (phase === undefined || !('ref' in event) || !phaseWords(phase).counts.includes(event.type)) return before;
  const kind = kindOf(event.ref);
  const ofPhase = before.objects.get(phase) ?? new Map<string, number>();
  return {
    ...before,
    done: before.done + 1,
    objects: new Map([...before.objects, [phase, new Map([...ofPhase, [kind, (ofPhase.get(kind) ?? 0) + 1]])]]),
  };
}

function kindOf({ group, kind }: ObjectRef): string {
  return group === '' ? kind : `${kind}.${group}`;
}

function kindsOf(objects: readonly { readonly ref: ObjectRef }[]): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const { ref } of objects) kinds.set(kindOf(ref), (kinds.get(kindOf(ref)) ?? 0) + 1);
  return kinds;
}

/** How long objects were paused, in seconds; undefined if none was. */
export function pauseWindow({ pausedAt, resumedAt, phase }: JobProgress, now: number): number | undefined {
  if (pausedAt === undefined) return undefined;
  const over = resumedAt !== undefined && (phase === 'release' || phase === 'undo');
  return Math.max(0, (over ? resumedAt : now) - pausedAt) / 1000;
}
