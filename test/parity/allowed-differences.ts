import type { ParityDifference } from './comparison.ts';

/** A way in which tsmove deliberately leaves things otherwise than clusterctl does, and only here. */
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

const paused = 'cluster.x-k8s.io/paused';

/** Only these; everything else in which the two differ is a defect. docs/parity.md holds the same table. */
export const allowedDifferences: readonly AllowedDifference[] = [
  {
    name: 'status',
    where: '`status` of kinds that have it as a subresource',
    clusterctl: 'is lost',
    tsmove: 'arrives',
    because: 'controllers need not work it out again, and nobody takes a running cluster for one that is being made',
    matches: ({ side, path, clusterctl, tsmove }) =>
      side === 'target' && path === '/status' && clusterctl === undefined && tsmove !== undefined,
  },
  {
    name: 'etcd-client-secret',
    where: 'the Secret `<cluster>-apiserver-etcd-client` without an owner',
    clusterctl: 'stays behind: the name is split at the last dash, and `client` means nothing',
    tsmove: 'moves with its Cluster',
    because: 'without it the control plane of a Cluster with an external etcd cannot reach it',
    matches: (found) => found.key.endsWith('-apiserver-etcd-client') && movesOnlyWithTsmove(found),
  },
  {
    name: 'stale-owner',
    where: 'objects that name an owner which exists no more, and what is below them',
    clusterctl: 'stay behind without a word, and the garbage collector of the source deletes them: they are in no cluster any more',
    tsmove: 'move, without the reference',
    because: 'the topology controller leaves such a reference on fresh objects for a moment',
    matches: ({ side, namespace, path, clusterctl, tsmove }) =>
      namespace === 'stale-owner' && side === 'target' && path === '' && clusterctl === undefined && tsmove !== undefined,
  },
  {
    name: 'named-without-owner',
    where: 'resources of a ClusterResourceSet, and templates for remediation, that nobody owns',
    clusterctl: 'stay behind',
    tsmove: 'move with what names them',
    because: 'what names them does not work without them',
    matches: (found) =>
      (found.key.startsWith('ConfigMap ') || found.key.startsWith('RegionRemediationTemplate.')) && movesOnlyWithTsmove(found),
  },
  {
    name: 'namespace-metadata',
    where: 'labels and annotations of a Namespace that the move makes in the target',
    clusterctl: 'are not there: it makes the bare namespace',
    tsmove: 'are those of the source',
    because: 'pod security, quotas and meshes hang on them',
    matches: ({ side, key, path, clusterctl, tsmove }) =>
      side === 'target' &&
      key.startsWith('Namespace ') &&
      /^\/metadata\/(labels|annotations)(\/|$)/.test(path) &&
      clusterctl === undefined &&
      tsmove !== undefined,
  },
  {
    name: 'class-left-paused',
    where: `annotation \`${paused}\` of a ClusterClass that stays in the source`,
    clusterctl: 'stays for good, so that the class is dead there and the next move is refused because of it',
    tsmove: 'is gone again',
    because: 'the class goes on serving the Clusters that stay',
    matches: ({ side, key, path, clusterctl, tsmove }) =>
      side === 'source' &&
      key.startsWith('ClusterClass.') &&
      path === '/metadata/annotations' &&
      JSON.stringify(clusterctl) === JSON.stringify({ [paused]: '' }) &&
      tsmove === undefined,
  },
];

/** One whole object: clusterctl left it in the source, tsmove took it to the target. */
function movesOnlyWithTsmove({ side, path, clusterctl, tsmove }: ParityDifference): boolean {
  if (path !== '') return false;
  const [has, hasNot] = side === 'source' ? [clusterctl, tsmove] : [tsmove, clusterctl];
  return has !== undefined && hasNot === undefined;
}
