import type {
  ApiWarning,
  ClusterOutcome,
  Diagnostic,
  MoveEvent,
  MoveReport,
  ObjectRef,
  PivotEvent,
  PivotReport,
} from '@tsmove/move-core';
import type { ExitCode } from '../exit-codes.ts';
import type { NextStep } from '../session/next-steps.ts';
import type { Ending, Retry } from './view.ts';

/*
 * Every line that `-o json` prints of a move. events.schema.json and docs/events.md are made from these types by
 * scripts/event-schema.js, and a line that is none of them does not compile.
 */

/** On every line. */
interface Versioned {
  /** Version of the lines. It is raised when a type or a field goes, or changes its meaning; new ones may come without. */
  readonly formatVersion: 1;
}

/** The plan is made; nothing is written yet. */
export interface PlannedLine extends Versioned {
  readonly type: 'planned';
  readonly namespace: string;
  /** URL of the source, or its archive. */
  readonly from: string;
  /** URL of the target; absent: planned without one. */
  readonly to?: string | undefined;
  readonly clusters: number;
  readonly classes: number;
  /** Moved and copied ones together. */
  readonly objects: number;
  readonly moved: number;
  /** Created in the target and kept in the source, and why. */
  readonly copied: readonly { readonly ref: ObjectRef; readonly because: string }[];
  readonly leftBehind: number;
  /** How many objects of each kind, as `Kind.group`. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** The check before the move has found something. */
export interface DiagnosticLine extends Versioned {
  readonly type: 'diagnostic';
  readonly diagnostic: Diagnostic;
}

/** An API server has sent a warning. */
export interface ApiWarningLine extends Versioned, ApiWarning {
  readonly type: 'api-warning';
}

/** A request has failed, and is sent again after `delayMs`, in ms. */
export interface RetryingLine extends Versioned, Retry {
  readonly type: 'retrying';
}

/** The wish to stop was heard; `next` is there if it stops at once, half way. */
export interface StoppingLine extends Versioned {
  readonly type: 'stopping';
  readonly message: string;
  readonly next?: readonly NextStep[];
}

/** With `--dry-run`: an object that would be created. */
export interface WouldCreateLine extends Versioned {
  readonly type: 'object-created';
  readonly dryRun: true;
  readonly ref: ObjectRef;
  /** Objects of a lower group come first. */
  readonly group: number;
  readonly fate: 'move' | 'copy';
}

/** With `--dry-run`: an object that would be deleted from the source. */
export interface WouldDeleteLine extends Versioned {
  readonly type: 'object-deleted';
  readonly dryRun: true;
  readonly ref: ObjectRef;
  readonly group: number;
}

/** With `--dry-run`: always the last line. */
export interface DryRunSummaryLine extends Versioned {
  readonly type: 'summary';
  readonly dryRun: true;
  readonly outcome: 'dry-run';
  readonly exitCode: ExitCode;
  readonly created: number;
  readonly deleted: number;
}

/** A failure for programs. */
export interface ErrorDocument {
  /** Class of the error, like `PreflightError`. */
  readonly kind: string;
  /** Stable name of the reason, like `source-is-target`. */
  readonly code: string;
  /** Starts with the object that it is about. */
  readonly message: string;
  /** From the nearest cause to the first one. */
  readonly causes?: readonly string[];
  /** What can be done, one sentence. */
  readonly hint?: string;
  /** What became of each Cluster, if each was to move by itself. */
  readonly clusters?: readonly ClusterOutcome[];
  /** Who has the move now, if another process has taken it over. */
  readonly holder?: string;
  readonly diagnostics?: readonly Diagnostic[];
}

/** Always the last line: what the command came to. */
export interface SummaryLine extends Versioned {
  readonly type: 'summary';
  /** `failed`: before the move had begun, or it is not known how it ended. */
  readonly outcome: Ending | MoveReport['outcome'] | PivotReport['outcome'] | 'failed' | 'written';
  /** What the program ends with. */
  readonly exitCode: ExitCode;
  /** Of the move, object by object; of the pivot, if it was one. */
  readonly report?: MoveReport | PivotReport;
  /** Instead of a report where there was nothing to do, because the move had come to its end before. */
  readonly moveId?: string;
  readonly error?: ErrorDocument;
  /** Commands to go on with. */
  readonly next?: readonly NextStep[];
  /** Only of `--to-directory`: where the objects were written, and how many. */
  readonly directory?: string;
  readonly written?: number;
}

/** An event of the move. */
export type MoveLine = Exclude<MoveEvent, { readonly type: 'finished' }> & Versioned;

/** An event of the pivot around a move; those of the move are lines of their own. */
export type PivotLine = Exclude<PivotEvent, { readonly type: 'finished' | 'move-event' }> & Versioned;

/** What the command tells besides the events of moves and pivots. */
export type CommandLine =
  | PlannedLine
  | DiagnosticLine
  | ApiWarningLine
  | RetryingLine
  | StoppingLine
  | WouldCreateLine
  | WouldDeleteLine
  | DryRunSummaryLine
  | SummaryLine;

export type JsonLine = MoveLine | PivotLine | CommandLine;
