import type { ApiWarning, Diagnostic, MoveEvent, MoveReport, MoveSummary, PivotEvent } from '@tsmove/move-core';
import type { Failure } from '../errors/failure.ts';
import type { NextStep } from '../session/next-steps.ts';
import type { Course } from './live/course.ts';
import type { PlanSummary } from './plan-summary.ts';

/** A request that is tried again. */
export interface Retry {
  readonly server: string;
  readonly method: string;
  readonly path: string;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly reason: string;
}

/** How a move came to its end. */
export type Ending = NonNullable<MoveSummary['outcome']>;

/** From where to where a move goes. */
export interface Way {
  readonly from: string;
  readonly to: string | undefined;
  /** How many Clusters are moved; undefined if that is not known. */
  readonly clusters: number | undefined;
}

/** What a command has to tell. */
export type Message =
  /** A step that the library has no events for has begun, for example `Discovering objects`. */
  | { readonly type: 'working'; readonly step: string }
  /** Worth telling at this verbosity and above. */
  | { readonly type: 'note'; readonly level: number; readonly text: string }
  /** Something could not be looked at; the command goes on without it. */
  | { readonly type: 'problem'; readonly text: string }
  | { readonly type: 'planned'; readonly summary: PlanSummary }
  /** What a move is about to go through; only views that draw it care. */
  | { readonly type: 'course'; readonly course: Course }
  | { readonly type: 'findings'; readonly findings: readonly Diagnostic[] }
  | { readonly type: 'event'; readonly event: MoveEvent }
  /** Of a pivot, but for the events of the move within it. */
  | { readonly type: 'pivot'; readonly event: PivotEvent }
  | { readonly type: 'warning'; readonly warning: ApiWarning }
  | { readonly type: 'retry'; readonly retry: Retry }
  /** The user's wish to stop has been heard; `next`: how to go on, if it stops at once. */
  | { readonly type: 'stopping'; readonly sentence: string; readonly next: readonly NextStep[] }
  /** The move has come to an end: everything has moved, or is as it was before. */
  | { readonly type: 'ended'; readonly report: MoveReport; readonly way: Way; readonly next: readonly NextStep[] }
  /** There was nothing to do, because the move had come to an end before. */
  | { readonly type: 'ended-before'; readonly moveId: string; readonly outcome: Ending; readonly sentence: string }
  | { readonly type: 'failed'; readonly failure: Failure };

/** View knows how to show what a command does. Commands never print; they tell their view. */
export interface View {
  show(message: Message): void;
  /** Takes from the screen what is only of the moment. It may be shown more afterwards. */
  rest(): void;
}

/** Tells several views the same, in this order. */
export function allViews(views: readonly View[]): View {
  return {
    show(message) {
      for (const view of views) view.show(message);
    },
    rest() {
      for (const view of views) view.rest();
    },
  };
}
