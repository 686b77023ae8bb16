import type { ParityDifference } from './comparison.ts';
import type { Json } from './state/portrait.ts';

/** A way in which tsmove deliberately leaves things otherwise than clusterctl does. */
export interface AllowedDifference {
  readonly name: string;
  /** Which objects, and what of them. */
  readonly where: string;
  readonly clusterctl: string;
  readonly tsmove: string;
  readonly because: string;
  /** As narrow as it can be: place and both values. */
  readonly matches: (found: ParityDifference) => boolean;
}

const paused = { 'cluster.x-k8s.io/paused': '' };
const managers = '/metadata/managedFields/';

/** All of them; everything else in which the two differ is a defect. docs/parity.md holds the same table. */
export const allowedDifferences: readonly AllowedDifference[] = [
  {
    name: 'status',
    where: '`status` of kinds that have it as a subresource',
    clusterctl: 'is lost',
    tsmove: 'arrives, unless `--status drop` is given',
    because: 'nobody takes a running cluster for one that is still being made, and nothing has to be found out anew',
    matches: (found) => found.side === 'target' && found.path === '/status' && isOnlyInTsmove(found),
  },
  {
    name: 'etcd-client-secret',
    where: 'the Secret `<cluster>-apiserver-etcd-client`, owned by nobody',
    clusterctl: 'stays behind: the name is split at the last dash, and `client` means nothing',
    tsmove: 'moves with its Cluster, like the other Secrets of that name',
    because: 'API servers that are made without it cannot reach an external etcd',
    matches: (found) => found.key.endsWith('-apiserver-etcd-client') && isMovedOnlyByTsmove(found),
  },
  {
    name: 'named-without-owner',
    where: 'resources of a ClusterResourceSet, templates of a ClusterClass and those for remediation, owned by nobody',
    clusterctl: 'stay behind',
    tsmove: 'move with what names them',
    because: 'what names them does not work without them',
    matches: (found) => /^(ConfigMap|\w+Template\.\S+) named-only\//.test(found.key) && isMovedOnlyByTsmove(found),
  },
  {
    name: 'stale-owner',
    where: 'objects that name an owner which exists no more, and all that is below them',
    clusterctl: 'are never created in the target, and the garbage collector of the source deletes them: they are lost',
    tsmove: 'move, without the reference',
    because: 'the topology controller leaves such a reference on fresh objects for a moment',
    matches: (found) =>
      found.namespace === 'stale-owner' && found.side === 'target' && found.path === '' && isOnlyInTsmove(found),
  },
  {
    name: 'same-owner-twice',
    where: 'two ownerReferences of an object to the same owner',
    clusterctl: 'become one, the last',
    tsmove: 'stay two',
    because: 'each may carry a flag that the other does not',
    matches: (found) =>
      found.side === 'target' &&
      found.key === 'ConfigMap several/owned-twice' &&
      /^\/metadata\/ownerReferences\/.*"blockOwnerDeletion":true/.test(found.path) &&
      isOnlyInTsmove(found),
  },
  {
    name: 'owner-managers',
    where: 'in managedFields, whose each ownerReference is',
    clusterctl: "is told by the owner's UID in the source, which no reference in the target has",
    tsmove: "is told by the owner's UID in the target",
    because: 'who applies the object again finds the reference that is its own',
    matches: (found) => found.side === 'target' && namesOwner(found),
  },
  {
    name: 'explicit-unpause',
    where: '`spec.paused: false` of a Cluster, and who manages the field',
    clusterctl: 'is removed',
    tsmove: 'is what it was',
    because: 'server-side apply of whoever wrote it would find it changed',
    matches: (found) =>
      found.side === 'target' &&
      found.key === 'Cluster.cluster.x-k8s.io several/b' &&
      isOnlyInTsmove(found) &&
      ((found.path === '/spec/paused' && found.tsmove === false) ||
        (found.path.startsWith(managers) && found.path.endsWith('/f:spec/f:paused'))),
  },
  {
    name: 'namespace-metadata',
    where: 'labels and annotations of a Namespace that the move creates in the target',
    clusterctl: 'are not there: it creates a bare namespace',
    tsmove: 'are those of the source',
    because: 'pod security, quotas and meshes hang on them',
    matches: (found) =>
      isNamespaceInTarget(found) && /^\/metadata\/(labels|annotations)(\/|$)/.test(found.path) && isOnlyInTsmove(found),
  },
  {
    name: 'namespace-managers',
    where: 'field managers of such a Namespace',
    clusterctl: '`clusterctl`',
    tsmove: 'those of the source',
    because: 'a move is over when it is over: nothing is to show who made it',
    matches: (found) => isNamespaceInTarget(found) && found.path.startsWith(managers),
  },
  {
    name: 'class-left-paused',
    where: 'annotation `cluster.x-k8s.io/paused` of a ClusterClass that stays in the source, and who manages it',
    clusterctl: 'stays for good: the class is dead there, and the move of its next user is refused',
    tsmove: 'is gone again',
    because: 'the class goes on serving the Clusters that stay',
    matches: (found) =>
      found.side === 'source' &&
      found.key.startsWith('ClusterClass.') &&
      found.tsmove === undefined &&
      ((found.path === '/metadata/annotations' && isSame(found.clusterctl, paused)) ||
        found.path.startsWith(`${managers}clusterctl `)),
  },
  {
    name: 'provider-secret',
    where: 'a Secret labelled `clusterctl.cluster.x-k8s.io/move` in the namespace of an infrastructure provider',
    clusterctl: 'is taken from the provider in the source, whatever namespace is moved',
    tsmove: 'is copied; the source keeps it',
    because: 'the provider goes on serving the Clusters that stay',
    matches: (found) =>
      found.side === 'source' &&
      found.key === 'Secret capd-system/shared-credentials' &&
      found.path === '' &&
      isOnlyInTsmove(found),
  },
];

function isOnlyInTsmove({ clusterctl, tsmove }: ParityDifference): boolean {
  return clusterctl === undefined && tsmove !== undefined;
}

/** A whole object: clusterctl left it in the source, tsmove took it to the target. */
function isMovedOnlyByTsmove({ side, path, clusterctl, tsmove }: ParityDifference): boolean {
  const [has, hasNot] = side === 'source' ? [clusterctl, tsmove] : [tsmove, clusterctl];
  return path === '' && has !== undefined && hasNot === undefined;
}

/** clusterctl names an owner of the source where tsmove names one of the target. */
function namesOwner({ path, clusterctl, tsmove }: ParityDifference): boolean {
  const [side, has, hasNot] = path.includes('(source)')
    ? ['source', clusterctl, tsmove]
    : ['target', tsmove, clusterctl];
  return (
    path.startsWith(managers) &&
    new RegExp(`/f:ownerReferences/k:\\{"uid":"[^"]*\\(${side}\\)"\\}`).test(path) &&
    has !== undefined &&
    hasNot === undefined
  );
}

function isNamespaceInTarget({ side, key }: ParityDifference): boolean {
  return side === 'target' && key.startsWith('Namespace ');
}

function isSame(one: Json | undefined, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
