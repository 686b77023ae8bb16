import { JournalError, type LeaseContent, type MoveSummary, type Scope } from '@tsmove/move-core';
import { podSigned } from './pod.ts';

/** What a Job is to move. */
export interface JobScope {
  readonly namespace: string;
  readonly targetNamespace: string | undefined;
  /** Undefined: the whole namespace. */
  readonly clusters: readonly string[] | undefined;
  /** Each Cluster is a move of its own, one after the other. */
  readonly perCluster: boolean;
}

/**
 * Whether a move that is open is this Job's: over the same namespace and the same Clusters, whoever has begun it. One
 * over others of the namespace is somebody else's, and has the lock.
 */
export function isOfScope({ scope, zone }: Pick<MoveSummary, 'scope' | 'zone'>, wanted: JobScope): boolean {
  // A target that was given up needs somebody to decide.
  return zone !== 'finished' && zone !== 'target-abandoned' && isSameScope(scope, wanted);
}

/** The same, open or not: what a journal or a Lease says of it. */
export function isSameScope(scope: Scope, wanted: JobScope): boolean {
  // A part of a move in shards is for the pods of that one.
  if (scope.shard !== undefined || scope.sharedOnly === true) return false;
  if (scope.namespace !== wanted.namespace || scope.targetNamespace !== wanted.targetNamespace) return false;
  if (scope.clusters === undefined) return wanted.clusters === undefined;
  if (wanted.clusters === undefined) return wanted.perCluster;
  const names = new Set(wanted.clusters);
  const inside = scope.clusters.every((name) => names.has(name));
  return inside && (wanted.perCluster || new Set(scope.clusters).size === names.size);
}

/**
 * Whether the move of a Lease has its journal in the clusters until it is over: a pod keeps it there. If there is none,
 * the move is over, and its Leases say so, or the journal was lost: `clearEnded` decides. Whoever recovers a move may be
 * a pod, too, and has no journal.
 */
export function hasJournalInClusters({ by, command }: Pick<LeaseContent, 'by' | 'command'>): boolean {
  return podSigned(by) !== undefined && command !== 'recover';
}

/** A journal that breaks off within its first record: its move had not begun, and nothing had been sent for it. */
export function hasNotBegun(trouble: unknown): boolean {
  return trouble instanceof JournalError && trouble.code === 'journal-missing';
}
