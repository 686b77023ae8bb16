import type { MoveEvent, Phase, PivotEvent, PivotStepName } from '@tsmove/move-core';
import { phaseWords } from '../phase-words.ts';
import type { Message, Retry } from '../view.ts';
import { clusterOf, type Membership, membershipOf, noMembership } from './clusters.ts';
import { backwardPhases, forwardPhases } from './course.ts';
import { noPace, observe, type Pace, writesIn } from './pace.ts';
import { type Wait, waitsAfter, waitsAfterPivot } from './waits.ts';

/** The phase of the moment. Times are in ms of the view's clock. */
export interface CurrentPhase {
  readonly name: Phase;
  readonly total: number;
  readonly done: number;
  readonly since: number;
  /** Objects done in it, by Cluster. */
  readonly byCluster: ReadonlyMap<string, number>;
}

/** All that the live view knows. It is a value: `advance` gives the next one, `liveLines` draws it. */
export interface LiveState {
  /** A step without events of its own. */
  readonly step: { readonly text: string; readonly since: number } | undefined;
  readonly pivotStep: { readonly name: PivotStepName; readonly since: number } | undefined;
  /** The phases that the move goes through, in their order, as far as is known. */
  readonly phases: readonly Phase[];
  readonly finished: ReadonlySet<Phase>;
  /** How many objects each phase was about. */
  readonly totals: ReadonlyMap<Phase, number>;
  readonly current: CurrentPhase | undefined;
  readonly members: Membership;
  readonly waits: readonly Wait[];
  readonly trouble: { readonly retry: Retry; readonly since: number; readonly until: number } | undefined;
  readonly pace: Pace;
}

export const atRest: LiveState = {
  step: undefined,
  pivotStep: undefined,
  phases: [],
  finished: new Set(),
  totals: new Map(),
  current: undefined,
  members: noMembership,
  waits: [],
  trouble: undefined,
  pace: noPace,
};

/** The state after a message. */
export function advance(state: LiveState, message: Message, now: number): LiveState {
  switch (message.type) {
    case 'working':
      return { ...state, step: { text: message.step, since: now } };
    case 'course':
      return {
        ...state,
        // A course that names none leaves it to the events, which may have told already.
        phases: message.course.phases.length === 0 ? state.phases : message.course.phases,
        members: membershipOf(message.course),
      };
    case 'event':
      return afterEvent({ ...state, waits: waitsAfter(state.waits, message.event, now) }, message.event, now);
    case 'pivot':
      return afterPivotEvent({ ...state, waits: waitsAfterPivot(state.waits, message.event, now) }, message.event, now);
    case 'retry':
      return { ...state, trouble: troubled(state, message.retry, now) };
    default:
      return state;
  }
}

function afterEvent(state: LiveState, event: MoveEvent, now: number): LiveState {
  switch (event.type) {
    case 'move-started':
      return { ...begun(state), phases: state.phases.length === 0 ? forwardPhases : state.phases };
    case 'move-continued':
      return continued(begun(state), event.command, event.from);
    case 'rolling-back':
      return { ...begun(state), phases: backwardPhases.slice(-1) };
    case 'phase-started':
      return started(state, event.phase, event.total, now);
    case 'phase-finished':
      return finished(state, event.phase, now);
    default:
      return counted(state, event, now);
  }
}

/** With `--per-cluster` one move comes after the other. */
function begun(state: LiveState): LiveState {
  return { ...state, finished: new Set(), totals: new Map(), current: undefined, pace: noPace };
}

function continued(state: LiveState, command: string, from: Phase): LiveState {
  if (command === 'rollback') return { ...state, phases: backwardPhases };
  const phases = state.phases.length === 0 ? forwardPhases : state.phases;
  return { ...state, phases, finished: new Set(phases.slice(0, Math.max(0, phases.indexOf(from)))) };
}

function started(state: LiveState, name: Phase, total: number, now: number): LiveState {
  // A phase that nobody has announced still has its place, at the end; undoing takes the place of what was to come.
  const back = backwardPhases.includes(name) && !state.phases.includes(name);
  const phases = back
    ? backwardPhases.slice(backwardPhases.indexOf(name))
    : state.phases.includes(name)
      ? state.phases
      : [...state.phases, name];
  return {
    ...state,
    step: undefined,
    phases,
    totals: new Map([...state.totals, [name, total]]),
    current: { name, total, done: 0, since: now, byCluster: new Map() },
    pace: writesIn(name) === 0 ? state.pace : observe(back ? noPace : state.pace, writesDone(state), now),
  };
}

function finished(state: LiveState, name: Phase, now: number): LiveState {
  const over = { ...state, finished: new Set([...state.finished, name]), current: undefined };
  return writesIn(name) === 0 ? over : { ...over, pace: observe(over.pace, writesDone(over), now) };
}

function counted(state: LiveState, event: MoveEvent, now: number): LiveState {
  const { current } = state;
  if (current === undefined || !phaseWords(current.name).counts.includes(event.type)) return state;
  const cluster = clusterOf(state.members, event);
  const byCluster =
    cluster === undefined
      ? current.byCluster
      : new Map([...current.byCluster, [cluster, (current.byCluster.get(cluster) ?? 0) + 1]]);
  const next = { ...state, current: { ...current, done: current.done + 1, byCluster } };
  return writesIn(current.name) === 0 ? next : { ...next, pace: observe(next.pace, writesDone(next), now) };
}

/** Writes since the state began: whole phases, and what of the current one is done. */
export function writesDone({ current, finished: over, totals }: LiveState): number {
  const before = [...totals].reduce((sum, [phase, total]) => sum + (over.has(phase) ? total * writesIn(phase) : 0), 0);
  return before + (current === undefined ? 0 : Math.min(current.done, current.total) * writesIn(current.name));
}

/** Writes that the whole takes from where it began: for phases that are still to come, as many objects as were created. */
export function writesInAll({ current, finished: over, phases, totals }: LiveState): number {
  const expected = totals.get('create') ?? current?.total ?? 0;
  return phases.reduce((sum, phase) => {
    const known = totals.get(phase);
    if (known === undefined && over.has(phase)) return sum;
    return sum + (known ?? expected) * writesIn(phase);
  }, 0);
}

function afterPivotEvent(state: LiveState, event: PivotEvent, now: number): LiveState {
  switch (event.type) {
    case 'step-started':
      return { ...state, step: undefined, pivotStep: { name: event.step, since: now } };
    case 'step-finished':
    case 'step-undone':
      return state.pivotStep?.name === event.step ? { ...state, pivotStep: undefined } : state;
    case 'undoing':
      return { ...state, pivotStep: undefined };
    default:
      return state;
  }
}

/** One failed request is nothing; one that has failed three times is told for as long as it lasts. */
const worthMentioning = 3;
const graceMs = 3_000;

function troubled({ trouble }: LiveState, retry: Retry, now: number): LiveState['trouble'] {
  if (retry.attempt < worthMentioning) return trouble;
  const since = trouble !== undefined && trouble.until >= now ? trouble.since : now;
  return { retry, since, until: now + retry.delayMs + graceMs };
}
