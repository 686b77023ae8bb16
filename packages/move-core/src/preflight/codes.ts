import type { FindingFacts } from '../codes/types.ts';
import type { Allowances } from './allowances.ts';

/** What is known about a finding, apart from the object that it is about. */
export interface FindingCode extends FindingFacts {
  /**
   * How the user can declare it to be in order: by an allowance of its own, by naming the code (`skip`), or `never`
   * because the move would lose something or is certain to fail.
   */
  readonly allowedBy: Exclude<keyof Allowances, 'skip'> | 'skip' | 'never';
}

/** Every finding that Cluster API's own checks can make, for documentation and completion. Providers add theirs. */
export const findingCodes: Readonly<Record<string, FindingCode>> = {
  'already-exists': {
    says: 'An object that moves is in the target already.',
    why: 'A move overwrites nothing unless it is told to.',
    todo: 'Find out what it belongs to; remove it from the target, rename one of the two, or choose with --on-conflict.',
    allowedBy: 'never',
  },
  'being-deleted': {
    says: 'An object that would move is being deleted.',
    why: 'A move would bring it back to life in the target.',
    todo: 'Wait until it is gone, or see which finalizer holds it.',
    allowedBy: 'skip',
  },
  'class-patched-elsewhere': {
    says: 'Patches of a ClusterClass come from an extension, which is told the name of the namespace, and may replace machines.',
    todo: 'Find out whether the extension uses the name; skip the finding if it does not.',
    page: 'docs/namespace-map.md',
    allowedBy: 'skip',
  },
  'class-uses-namespace': {
    says: 'Patches of a ClusterClass use the name of the namespace, so that another one would replace machines.',
    todo: 'Move without --namespace-map, or change the class so that its patches do without the name.',
    page: 'docs/namespace-map.md',
    allowedBy: 'never',
  },
  'cluster-api-missing': {
    says: 'Cluster API is not installed in the target.',
    todo: 'Check that the kubeconfig names a management cluster, or run clusterctl init on it.',
    allowedBy: 'never',
  },
  'cluster-kept': {
    says: 'A Cluster would be copied, and then be active on both sides.',
    why: 'Two sets of controllers would work on the same machines.',
    todo: 'Remove the ownerReference, label or use that keeps it in the source.',
    allowedBy: 'never',
  },
  'cluster-not-found': {
    says: 'A selected Cluster does not exist.',
    todo: 'Check the name given with --cluster, and the namespace.',
    allowedBy: 'never',
  },
  'cluster-not-provisioned': {
    says: 'The infrastructure of a Cluster is still being provisioned.',
    why: 'What a provider has begun and not written down yet, the target cannot go on with.',
    todo: 'Wait until status.initialization.infrastructureProvisioned is true.',
    allowedBy: 'skip',
  },
  'cluster-not-selected': {
    says: 'A selected Cluster belongs to one that is not selected.',
    todo: 'Select both, or neither.',
    allowedBy: 'never',
  },
  'cluster-paused': {
    says: 'The user has paused a Cluster that is to move.',
    why: 'Somebody may be at work on it by hand.',
    todo: 'Resume it, or allow it: it stays paused in the target.',
    allowedBy: 'paused',
  },
  'clusterclass-paused': {
    says: 'The user has paused a ClusterClass that is to move.',
    why: 'Somebody may be at work on it by hand.',
    todo: 'Resume it, or allow it: it stays paused in the target.',
    allowedBy: 'paused',
  },
  'conflict-refused': {
    says: "An object of the target that is to be replaced stands for something else, or is in somebody's hands.",
    why: 'What replaces it would take it away from whoever needs it, or from under the hands of its controllers.',
    todo: 'Pause it in the target and let its controllers come to rest, end the other move, or keep the two apart.',
    page: 'docs/conflicts.md',
    allowedBy: 'never',
  },
  'conflict-skipped': {
    says: 'An object gives way to the one that the target has, and stays in the source.',
    todo: 'See tsmove diff for what differs; remove the one in the source by hand when nobody needs it.',
    page: 'docs/conflicts.md',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'conflict-updated': {
    says: 'An object will replace the one that the target has.',
    todo: 'See tsmove diff for what differs. If the move is undone, the one in the target is put back.',
    page: 'docs/conflicts.md',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'contract-mismatch': {
    says: 'The target stores Clusters in another version than v1beta2.',
    todo: 'Upgrade Cluster API in the target to v1.11 or newer.',
    allowedBy: 'skip',
  },
  'control-plane-not-initialized': {
    says: 'A Cluster has no initialized control plane yet.',
    todo: 'Wait until the condition ControlPlaneInitialized is True.',
    allowedBy: 'skip',
  },
  'create-not-rehearsed': {
    says: 'A rehearsal cannot tell whether the target would create an object.',
    why: 'Its namespace or owner is not there yet, or a webhook has side effects and takes no part in dry runs.',
    todo: 'Read the reason; the move itself will tell.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'create-refused': {
    says: 'A rehearsal has shown that the target would refuse an object.',
    todo: 'Do what the words of the API server say.',
    allowedBy: 'skip',
  },
  'garbage-collected': {
    says: "The source's garbage collector would delete an object that does not move, because its owners go.",
    todo: 'Label it clusterctl.cluster.x-k8s.io/move so that it moves, remove its ownerReferences, or allow its loss.',
    allowedBy: 'leftBehind',
  },
  'gitops-managed': {
    says: 'Flux or Argo CD would re-create the object in the source.',
    why: 'Once it has moved, it would be there twice and not paused in the source, so that both sides work on the same machines.',
    todo: 'Suspend what applies it in the source (tsmove explain KIND/NAME has the commands), then pass --gitops-suspended.',
    page: 'docs/gitops.md',
    allowedBy: 'gitopsSuspended',
  },
  'held-by-move': {
    says: 'Another move has paused an object, and is not finished.',
    todo: 'Finish that move with tsmove resume, or undo it with tsmove rollback.',
    allowedBy: 'never',
  },
  'kind-unlistable': {
    says: 'A kind cannot be listed in the source, so that what depends on moved objects may be unseen.',
    why: 'The garbage collector may delete it unseen when its owner goes.',
    todo: 'Grant the right to list it, or skip the finding if nothing of it belongs to what moves.',
    allowedBy: 'skip',
  },
  'kubernetes-too-old': {
    says: 'A cluster runs a Kubernetes version below v1.20.0.',
    todo: 'Upgrade that cluster.',
    allowedBy: 'skip',
  },
  'left-behind': {
    says: 'An object that belongs to what moves does not move.',
    todo: 'Label it clusterctl.cluster.x-k8s.io/move so that it moves, or allow that it stays.',
    allowedBy: 'leftBehind',
  },
  'machine-without-node': {
    says: 'A Machine has no Node yet.',
    why: 'Its infrastructure may still be in the making.',
    todo: 'Wait until the Machine has its Node, or delete the Machine.',
    allowedBy: 'skip',
  },
  'missing-right': {
    says: 'The move would be denied a request that it has to make.',
    todo: 'Grant what is listed; tsmove rbac prints roles that are enough.',
    page: 'docs/rbac.md',
    allowedBy: 'skip',
  },
  'missing-undo-right': {
    says: 'Undoing the move would be denied a request.',
    why: 'A move that fails could then not be undone.',
    todo: 'Grant what is listed; tsmove rbac prints roles that are enough.',
    page: 'docs/rbac.md',
    allowedBy: 'skip',
  },
  'namespace-clash': {
    says: 'An object is in the namespace whose name another one is to get, or refers to it.',
    why: 'In the target the two could not be told apart.',
    todo: 'Choose another name for the namespace.',
    page: 'docs/namespace-map.md',
    allowedBy: 'never',
  },
  'namespace-in-text': {
    says: 'The namespace that gets another name is named inside a text, which is not rewritten.',
    todo: 'Look at the place; change it after the move if it means the namespace, and skip the finding.',
    page: 'docs/namespace-map.md',
    allowedBy: 'skip',
  },
  'namespace-not-provable': {
    says: 'An object says the name of the namespace that gets another one where it is not known what it means.',
    todo: 'Look at the place; skip the finding if it does not mean the namespace, or let a provider tell.',
    page: 'docs/namespace-map.md',
    allowedBy: 'skip',
  },
  'namespace-referred-to': {
    says: 'An object that stays refers to the namespace that gets another name in the target.',
    todo: 'Change it by hand when the move is over, if it is to find the objects there.',
    page: 'docs/namespace-map.md',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'namespace-terminating': {
    says: 'A namespace that objects are to be created in is being deleted.',
    todo: 'Wait until it is gone, or look at its status for what holds it.',
    allowedBy: 'never',
  },
  'no-inventory': {
    says: 'One side has no provider inventory, so provider versions cannot be compared.',
    todo: 'Compare the versions of the providers by hand.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'not-checkable': {
    says: 'A check could not be made because the API server refused a read.',
    todo: 'Grant the right that is named, or make sure by hand and skip the finding.',
    allowedBy: 'skip',
  },
  'not-selected': {
    says: 'An object would move, but belongs to none of the selected Clusters.',
    todo: 'Nothing, if it is to stay; otherwise move the whole namespace, or link it to a Cluster.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'nothing-to-move': {
    says: 'No object would move.',
    why: 'Mostly it is the wrong namespace or context.',
    todo: 'Check the namespace and the context of the source.',
    allowedBy: 'empty',
  },
  'owner-cycle': {
    says: 'Objects own each other in a circle, so that none can be created first.',
    todo: 'Remove one of the ownerReferences of the circle.',
    allowedBy: 'leftBehind',
  },
  'owner-not-copied': {
    says: 'A copied object loses a reference to an owner that is not copied.',
    todo: 'Nothing, unless something in the target needs that reference.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'owner-unknown': {
    says: 'It could not be found out whether an owner exists.',
    todo: 'Grant the right to read its kind.',
    allowedBy: 'leftBehind',
  },
  'plan-of-another-cluster': {
    says: 'The plan was made from another cluster than the given source.',
    todo: 'Give the source that the plan was made from, or plan anew.',
    allowedBy: 'never',
  },
  'provider-missing': {
    says: "A provider of the source is not in the target's inventory.",
    todo: 'Install it in the target with clusterctl init.',
    allowedBy: 'skip',
  },
  'provider-older': {
    says: 'A provider is older in the target than in the source.',
    why: 'It may not know fields that the objects have.',
    todo: 'Upgrade it in the target with clusterctl upgrade apply.',
    allowedBy: 'skip',
  },
  'provider-version-unreadable': {
    says: 'An inventory names a version that cannot be compared.',
    todo: 'Correct the version in the inventory, or compare by hand and skip the finding.',
    allowedBy: 'skip',
  },
  'resource-set-active': {
    says: 'A ClusterResourceSet of the target would apply its resources to a Cluster as soon as that is there.',
    why: 'It would make the binding before the move does, which fails then, and apply once more what is to be applied once.',
    todo: 'Move all Clusters of the set at once, or pause the set in the target until this one has arrived.',
    allowedBy: 'skip',
  },
  'scope-differs': {
    says: 'A kind is namespaced on one side and cluster-scoped on the other.',
    todo: 'Install the same version of its provider on both sides.',
    allowedBy: 'never',
  },
  'scope-too-large': {
    says: 'More objects give way, or more Clusters are selected, than the Lease of a move has room to name.',
    why: 'An API server takes 256 KiB of annotations for an object, and whoever ends a move without its journal has to know them.',
    todo: 'Move fewer Clusters at a time with --cluster, or remove from the source what is to give way.',
    page: 'docs/conflicts.md',
    allowedBy: 'never',
  },
  'shard-not-independent': {
    says: 'A Cluster of a shard has to move together with one that is no part of it.',
    why: 'They have an object in common, which would lose an owner, or act upon the one while the other moves.',
    todo: 'Divide the Clusters anew, or move the whole namespace at once.',
    page: 'docs/in-cluster.md',
    allowedBy: 'never',
  },
  'shared-object-adopted': {
    says: 'An equal shared object is in the target already and will be used.',
    todo: 'Nothing.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'shared-object-differs': {
    says: 'A shared object is in the target already, and is not the same.',
    why: 'What clusters in the target use is never changed by a move.',
    todo: 'Make the two equal, or rename one of them.',
    allowedBy: 'never',
  },
  'shared-object-extended': {
    says: 'A shared object is in the target already, with everything that the source has and more.',
    todo: 'Look at what is more, in case it matters.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'shared-object-metadata-differs': {
    says: 'A shared object is in the target already, with other labels or annotations.',
    todo: 'Look at the differences, in case they matter.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'shared-object-missing': {
    says: 'Clusters of several shards use an object, and the target does not have it.',
    why: 'No shard may be the one that creates it, and takes it away again if it fails.',
    todo: 'Bring what the Clusters share to the target first; tsmove job run does so by itself.',
    page: 'docs/in-cluster.md',
    allowedBy: 'never',
  },
  'source-is-target': {
    says: 'Both sides are the same cluster.',
    why: 'The move would end with everything deleted.',
    todo: 'Check both kubeconfigs and contexts.',
    allowedBy: 'never',
  },
  'stale-owner': {
    says: 'An object names an owner that exists nowhere any more.',
    todo: 'Nothing: the target gets no reference to it.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'status-not-served': {
    says: 'A kind has no status subresource in the target, so its status would be lost.',
    todo: 'Install the same version of its provider in the target, or move with --status drop.',
    allowedBy: 'skip',
  },
  'target-unidentified': {
    says: 'The target could not be told apart from the source.',
    todo: 'Grant the right to read the namespace kube-system on both sides.',
    allowedBy: 'never',
  },
  'type-not-served': {
    says: 'The target does not serve a kind in the version that the source stores.',
    todo: 'Install or upgrade the provider of the kind in the target.',
    allowedBy: 'never',
  },
  'unknown-group': {
    says: 'No provider knows the API group of objects that move.',
    why: 'They move by the general rules: by owners and labels, held by their Cluster, with their status.',
    todo: 'If their controllers need more than that, describe them in a provider of your own.',
    severity: 'info',
    page: 'docs/providers.md',
    allowedBy: 'skip',
  },
};
