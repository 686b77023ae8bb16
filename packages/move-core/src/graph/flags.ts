import type { DiscoveredType } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { EffectiveRule } from '../provider/rules.ts';

/** Labels by which a user, or a provider's CRD, asks for an object to be moved; the value is irrelevant (B1.5, C2.2). */
export const moveLabels = {
  /** This object moves, even if nothing above it does. */
  move: 'clusterctl.cluster.x-k8s.io/move',
  /** This object moves, and everything below it. */
  hierarchy: 'clusterctl.cluster.x-k8s.io/move-hierarchy',
} as const;

/** How an object takes part, before anything is known of its owners. */
export interface NodeFlags {
  readonly root: boolean;
  readonly forceMove: boolean;
  readonly global: boolean;
}

/**
 * Reads the flags of a discovered object: labels of its definition, its own labels and the providers' rules are taken
 * together. A rule that says that the kind never moves outweighs them all.
 */
export function flagsOf(object: KubeObject, type: DiscoveredType, rule: EffectiveRule): NodeFlags {
  const global = !type.namespaced;
  if (rule.leave !== undefined) return { root: false, forceMove: false, global };
  const labels = object.metadata.labels ?? {};
  const kindIsRoot = type.moveHierarchyLabel || rule.root === true;
  return {
    root: kindIsRoot || moveLabels.hierarchy in labels,
    forceMove: kindIsRoot || type.moveLabel || rule.move === true || moveLabels.move in labels,
    global,
  };
}
