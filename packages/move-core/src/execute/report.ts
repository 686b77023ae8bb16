import type { SourceState, TargetState } from '../journal/records.ts';
import type { SourceCheck } from '../journal/summary.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Fate } from '../plan/types.ts';

/** Where an object stands when a move has ended, however it ended. */
export interface ReportEntry {
  readonly ref: ObjectRef;
  readonly fate: Fate;
  readonly target: TargetState;
  readonly source: SourceState;
  readonly failure?: string;
  /** UID in the target. */
  readonly targetUid?: string;
  /** The target had one, which the source's has replaced. */
  readonly replaced?: true;
}

/** The outcome of a move, object by object. It holds names and states, never object bodies. */
export interface MoveReport {
  readonly formatVersion: 1;
  readonly moveId: string;
  /**
   * `moved`: all; `refused`: nothing was created, and what was held is released again; `rolled-back`: what was created
   * is undone and what was held released; `stopped`: half way.
   */
  readonly outcome: 'moved' | 'refused' | 'rolled-back' | 'stopped';
  readonly namespace: string;
  /** What the namespace is called in the target, if it was to be another name; references are in the source's words. */
  readonly targetNamespace?: string;
  readonly startedAt: string;
  readonly elapsedMs: number;
  /** True once everything was in the target and verified. */
  readonly committed: boolean;
  /** True once the first object was released in the target. */
  readonly released: boolean;
  readonly entries: readonly ReportEntry[];
  /** Namespaces that the move created in the target and that are still there. */
  readonly createdNamespaces: readonly string[];
  /** Values that the target's own defaulting added: tolerated by R and listed (contract 1). */
  readonly addedByTarget: readonly { readonly ref: ObjectRef; readonly path: string }[];
  /**
   * Looks at the source right before the first release in the target and after the last: whether something there, GitOps
   * most of all, has made anew what had moved (contract 5). Empty if the move never came to the release.
   */
  readonly sourceChecks: readonly SourceCheck[];
  readonly counts: { readonly moved: number; readonly copied: number; readonly adopted: number };
}
