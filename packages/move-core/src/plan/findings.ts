import type { Snapshot } from '../discover/snapshot.ts';
import type { Diagnostic } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { compareText, type ObjectRef } from '../model/object-ref.ts';
import { groupsOf } from '../provider/rules.ts';
import type { ObjectIndex, Planned, Provider } from '../provider/types.ts';
import { gitopsOf } from './gitops.ts';

/** Reasons not to start that an object itself gives: what every object is asked, and what providers ask. */
export function inspectObject(
  object: KubeObject,
  ref: ObjectRef,
  providers: readonly Provider[],
  index: ObjectIndex,
  planned: Planned,
): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  if (object.metadata.deletionTimestamp !== undefined) {
    findings.push({
      code: 'being-deleted',
      severity: 'error',
      ref,
      message: 'it is being deleted; a move would bring it back to life in the target',
      remedy: 'Wait until it is gone, or see which finalizer holds it.',
    });
  }
  const manager = gitopsOf(object)?.tool;
  if (manager !== undefined) {
    findings.push({
      code: 'gitops-managed',
      severity: 'error',
      ref,
      message: `${manager} applies it, and would create it again in the source, not paused, once it has moved`,
      remedy: `Suspend ${manager} for it in the source, then pass --gitops-suspended.`,
    });
  }
  for (const provider of providers) findings.push(...(provider.inspect?.(object, index, planned) ?? []));
  return findings;
}

/** A copied Cluster would be reconciled on both sides, over the same machines: clusterctl does it without a word (C7). */
export function clusterKept(ref: ObjectRef, because: string): Diagnostic {
  return {
    code: 'cluster-kept',
    severity: 'error',
    ref,
    message: `it would be active in the source and in the target, because it would not be moved but copied: ${because}`,
    remedy: 'Remove the ownerReference, label or use that keeps it in the source.',
  };
}

/** A move of nothing is mostly a wrong namespace or context (clusterctl calls it a success). */
export function nothingToMove(namespace: string): Diagnostic {
  return {
    code: 'nothing-to-move',
    severity: 'error',
    message: `no object of namespace ${namespace} would move`,
    remedy: 'Check the namespace and the context of the source, or pass --allow-empty.',
  };
}

/**
 * Kinds that could not be listed. If the move takes anything away from the source, an unseen object of such a kind may
 * lose its owner and be collected: an error then, and else a warning.
 */
export function unlistableKinds(unlistable: Snapshot['unlistable'], retiresAnything: boolean): readonly Diagnostic[] {
  return unlistable.map(({ resource, because }) => ({
    code: 'kind-unlistable',
    severity: retiresAnything ? 'error' : 'warning',
    message: `${resource} cannot be listed in the source (${because}); the garbage collector may delete objects of it unseen`,
    remedy:
      'Grant the right to list it, or pass --skip-preflight kind-unlistable if nothing of it belongs to what moves.',
  }));
}

/**
 * API groups of planned objects that no provider knows. The general rules move them: by their owners and labels, held
 * by their Cluster, with their status.
 */
export function unknownGroups(planned: Iterable<ObjectRef>, providers: readonly Provider[]): readonly Diagnostic[] {
  const known = new Set(['', ...providers.flatMap((provider) => [...groupsOf(provider)])]);
  const kinds = new Map<string, Set<string>>();
  for (const { group, kind } of planned) {
    if (!known.has(group)) kinds.set(group, (kinds.get(group) ?? new Set()).add(kind));
  }
  return [...kinds].map(([group, names]) => ({
    code: 'unknown-group',
    severity: 'info',
    message: `no provider knows ${group} (${[...names].sort(compareText).join(', ')}); it moves by the general rules`,
    remedy: 'If its controllers need more than that, describe them in a provider of your own.',
  }));
}
