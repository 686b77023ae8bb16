import type { Allowances } from './allowances.ts';

/** What is known about a finding, apart from the object that it is about. */
export interface FindingCode {
  /** One sentence: when the finding is made. */
  readonly says: string;
  /**
   * How the user can declare it to be in order: by an allowance of its own, by naming the code (`skip`), or `never`
   * because the move would lose something or is certain to fail.
   */
  readonly allowedBy: Exclude<keyof Allowances, 'skip'> | 'skip' | 'never';
}

/** Every finding that Cluster API's own checks can make, for documentation and completion. Providers add theirs. */
export const findingCodes: Readonly<Record<string, FindingCode>> = {
  'already-exists': { says: 'An object that moves is in the target already.', allowedBy: 'never' },
  'being-deleted': { says: 'An object that would move is being deleted.', allowedBy: 'skip' },
  'cluster-api-missing': { says: 'Cluster API is not installed in the target.', allowedBy: 'never' },
  'cluster-kept': { says: 'A Cluster would be copied, and then be active on both sides.', allowedBy: 'never' },
  'cluster-not-found': { says: 'A selected Cluster does not exist.', allowedBy: 'never' },
  'cluster-not-provisioned': { says: 'The infrastructure of a Cluster is still being provisioned.', allowedBy: 'skip' },
  'cluster-not-selected': { says: 'A selected Cluster belongs to one that is not selected.', allowedBy: 'never' },
  'cluster-paused': { says: 'The user has paused a Cluster that is to move.', allowedBy: 'paused' },
  'clusterclass-paused': { says: 'The user has paused a ClusterClass that is to move.', allowedBy: 'paused' },
  'contract-mismatch': { says: 'The target stores Clusters in another version than v1beta2.', allowedBy: 'skip' },
  'control-plane-not-initialized': { says: 'A Cluster has no initialized control plane yet.', allowedBy: 'skip' },
  'garbage-collected': {
    says: "The source's garbage collector would delete an object that does not move, because its owners go.",
    allowedBy: 'leftBehind',
  },
  'gitops-managed': { says: 'Flux or Argo CD would re-create the object in the source.', allowedBy: 'gitopsSuspended' },
  'held-by-move': { says: 'Another move has paused an object, and is not finished.', allowedBy: 'never' },
  'kind-unlistable': {
    says: 'A kind cannot be listed in the source, so that what depends on moved objects may be unseen.',
    allowedBy: 'skip',
  },
  'kubernetes-too-old': { says: 'A cluster runs a Kubernetes version below v1.20.0.', allowedBy: 'skip' },
  'left-behind': { says: 'An object that belongs to what moves does not move.', allowedBy: 'leftBehind' },
  'machine-without-node': { says: 'A Machine has no Node yet.', allowedBy: 'skip' },
  'missing-right': { says: 'The move would be denied a request that it has to make.', allowedBy: 'skip' },
  'missing-undo-right': { says: 'Undoing the move would be denied a request.', allowedBy: 'skip' },
  'namespace-terminating': {
    says: 'A namespace that objects are to be created in is being deleted.',
    allowedBy: 'never',
  },
  'no-inventory': {
    says: 'One side has no provider inventory, so provider versions cannot be compared.',
    allowedBy: 'skip',
  },
  'not-checkable': { says: 'A check could not be made because the API server refused a read.', allowedBy: 'skip' },
  'not-selected': { says: 'An object would move, but belongs to none of the selected Clusters.', allowedBy: 'skip' },
  'nothing-to-move': { says: 'No object would move.', allowedBy: 'empty' },
  'owner-cycle': {
    says: 'Objects own each other in a circle, so that none can be created first.',
    allowedBy: 'leftBehind',
  },
  'owner-not-copied': { says: 'A copied object loses a reference to an owner that is not copied.', allowedBy: 'skip' },
  'owner-unknown': { says: 'It could not be found out whether an owner exists.', allowedBy: 'leftBehind' },
  'plan-of-another-cluster': {
    says: 'The plan was made from another cluster than the given source.',
    allowedBy: 'never',
  },
  'provider-missing': { says: "A provider of the source is not in the target's inventory.", allowedBy: 'skip' },
  'provider-older': { says: 'A provider is older in the target than in the source.', allowedBy: 'skip' },
  'provider-version-unreadable': { says: 'An inventory names a version that cannot be compared.', allowedBy: 'skip' },
  'scope-differs': { says: 'A kind is namespaced on one side and cluster-scoped on the other.', allowedBy: 'never' },
  'shared-object-adopted': {
    says: 'An equal shared object is in the target already and will be used.',
    allowedBy: 'skip',
  },
  'shared-object-differs': {
    says: 'A shared object is in the target already, and is not the same.',
    allowedBy: 'never',
  },
  'shared-object-extended': {
    says: 'A shared object is in the target already, with everything that the source has and more.',
    allowedBy: 'skip',
  },
  'shared-object-metadata-differs': {
    says: 'A shared object is in the target already, with other labels or annotations.',
    allowedBy: 'skip',
  },
  'source-is-target': { says: 'Both sides are the same cluster.', allowedBy: 'never' },
  'stale-owner': { says: 'An object names an owner that exists nowhere any more.', allowedBy: 'skip' },
  'status-not-served': {
    says: 'A kind has no status subresource in the target, so its status would be lost.',
    allowedBy: 'skip',
  },
  'target-unidentified': { says: 'The target could not be told apart from the source.', allowedBy: 'never' },
  'type-not-served': {
    says: 'The target does not serve a kind in the version that the source stores.',
    allowedBy: 'never',
  },
};
