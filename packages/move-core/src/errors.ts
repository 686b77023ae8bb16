import type { MoveReport } from './execute/report.ts';
import { formatRef, type ObjectRef } from './model/object-ref.ts';

/** What every error of a move can tell besides its message. */
export interface MoveErrorOptions {
  /** Stable, machine-readable reason such as `source-is-target`. */
  readonly code?: string;
  readonly phase?: string;
  readonly ref?: ObjectRef;
  /** What the user can do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The root of all errors that a move raises. The message starts with the object it is about; `code` is stable;
 * the original error is the `cause`.
 */
export abstract class MoveError extends Error {
  readonly code: string;
  readonly phase: string | undefined;
  readonly ref: ObjectRef | undefined;
  readonly hint: string | undefined;

  constructor(message: string, defaultCode: string, options: MoveErrorOptions = {}) {
    super(options.ref === undefined ? message : `${formatRef(options.ref)}: ${message}`, { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? defaultCode;
    this.phase = options.phase;
    this.ref = options.ref;
    this.hint = options.hint;
  }
}

/** A flag or an option has a value that cannot be used. Nothing was contacted. */
export class UsageError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'usage', options);
  }
}

/** A kubeconfig cannot be read, or names a context, cluster or user that it does not hold. */
export class KubeconfigError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'kubeconfig', options);
  }
}

/** The API server gave no usable answer: unreachable, refused the TLS handshake, timed out, cut the connection. */
export class TransportError extends MoveError {
  /** True if the request may have been carried out although no answer came. */
  readonly outcomeUnknown: boolean;
  constructor(message: string, options: MoveErrorOptions & { readonly outcomeUnknown: boolean }) {
    super(message, 'transport', options);
    this.outcomeUnknown = options.outcomeUnknown;
  }
}

/** The API server answered with a status of 400 or more; its own words are in the message. */
export class ApiError extends MoveError {
  /** HTTP status. */
  readonly status: number;
  /** `reason` of the Status object, for example `AlreadyExists`. */
  readonly reason: string;
  /** The server's own words: `message` of the Status object. */
  readonly words: string;
  /** True if this write, or an earlier try of it whose answer was lost, may have been carried out all the same. */
  readonly outcomeUnknown: boolean;
  constructor(
    message: string,
    options: MoveErrorOptions & {
      readonly status: number;
      readonly reason: string;
      readonly words?: string;
      readonly outcomeUnknown?: boolean;
    },
  ) {
    super(message, 'api', options);
    this.status = options.status;
    this.reason = options.reason;
    this.words = options.words ?? message;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
  }
}

/** Types or objects could not be discovered completely. Nothing was touched. */
export class DiscoveryError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'discovery', options);
  }
}

/** One reason why a move should not start, with what to do about it. */
export interface Diagnostic {
  /** Stable name, for example `cluster-paused`; `--skip-preflight` takes it. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly ref?: ObjectRef;
  /** One sentence that does not repeat the object's name. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly remedy?: string;
  /** False: the user cannot declare it to be in order, because machines or objects would be lost. */
  readonly passable?: false;
}

/** Preflight found reasons not to start; all of them are in `diagnostics`. Nothing was touched. */
export class PreflightError extends MoveError {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[], options?: MoveErrorOptions) {
    const errors = diagnostics.filter((one) => one.severity === 'error');
    super(
      `the move was refused: ${errors.length.toString()} finding${errors.length === 1 ? '' : 's'}`,
      'preflight',
      options,
    );
    this.diagnostics = diagnostics;
  }
}

/** A held object did not come to rest in time: no acknowledgement, or block-move still set. What was held is released. */
export class BlockedError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'blocked', options);
  }
}

/** What is in the clusters is no longer what the plan was made from. What was held is released. */
export class StalePlanError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'stale-plan', options);
  }
}

/** An object in the target is not what was to be written (equality R). */
export class VerifyError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'verify', options);
  }
}

/** The caller's signal stopped the move before anything was created. */
export class AbortedError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'aborted', options);
  }
}

/** A journal cannot be read, written or trusted; the message names it. */
export class JournalError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'journal-unreadable', options);
  }
}

/** An archive, or a directory of objects, cannot be read, written or trusted; the message names file and entry. */
export class ArchiveError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'archive-damaged', options);
  }
}

/** Another move, or another process with the same move, is at work on these objects. Nothing was changed. */
export class LockedError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'locked', options);
  }
}

/** The move was taken over by another process while this one slept; this one has sent nothing since (contract 7.1). */
export class FencedError extends MoveError {
  constructor(message: string, options?: MoveErrorOptions) {
    super(message, 'taken-over', options);
  }
}

/**
 * The move failed and was undone: the target is as it was, the source has every object and its earlier state. The
 * failure is the `cause`; `report` says what it came to.
 */
export class RolledBackError extends MoveError {
  readonly report: MoveReport;
  constructor(message: string, report: MoveReport, options?: MoveErrorOptions) {
    super(message, 'rolled-back', options);
    this.report = report;
  }
}

/** What became of one Cluster of a move that commits each Cluster by itself. */
export interface ClusterOutcome {
  readonly cluster: string;
  /** `stayed`: its own move failed and was undone. */
  readonly outcome: 'moved' | 'stayed';
  readonly because?: string;
  readonly code?: string;
}

/** Some Clusters have moved and others stayed, each of them completely. */
export class ClustersError extends MoveError {
  readonly outcomes: readonly ClusterOutcome[];
  constructor(outcomes: readonly ClusterOutcome[], options?: MoveErrorOptions) {
    const stayed = outcomes.filter(({ outcome }) => outcome === 'stayed');
    const list = stayed.map(({ cluster, because = '' }) => `${cluster} (${because})`).join('; ');
    super(
      `${stayed.length.toString()} of ${outcomes.length.toString()} Clusters stayed in the source, each as it was: ${list}`,
      'clusters-stayed',
      { hint: 'Mend what is said, and move again: what has moved is not touched any more.', ...options },
    );
    this.outcomes = outcomes;
  }
}

/**
 * The move stopped half way. `report` says object by object what is where; the source is held, so nothing reconciles
 * on both sides.
 */
export class PartialMoveError extends MoveError {
  readonly report: MoveReport;
  constructor(message: string, report: MoveReport, options?: MoveErrorOptions) {
    super(message, 'partial-move', options);
    this.report = report;
  }
}
