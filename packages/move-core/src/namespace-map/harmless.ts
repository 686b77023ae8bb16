import type { Path } from './places.ts';

/** Fields that hold something else than a namespace, whatever kind they are of: names, and words for people. */
const harmlessFields: ReadonlySet<string> = new Set([
  ...['apiGroup', 'apiVersion', 'generateName', 'kind', 'message', 'reason', 'resourceVersion', 'type', 'uid'],
]);

/** Labels and annotations that hold names by agreement. */
const harmlessKeys: readonly RegExp[] = [
  // Ours: they are read in the words of the source.
  /^tsmove\.dev\//u,
  /^app\.kubernetes\.io\/(?:component|instance|managed-by|name|part-of|version)$/u,
  // `cluster.x-k8s.io/cluster-name`, `topology.cluster.x-k8s.io/deployment-name`, `…/cloned-from-name`.
  /^(?!kubernetes\.io\/metadata\.name$).*(?:^|[-/.])name$/u,
];

/** What has keys of its users' choice instead of fields. */
const maps: ReadonlySet<string> = new Set(['annotations', 'labels', 'matchLabels', 'nodeSelector']);

/**
 * True if a text at this path is known to be no namespace, so that one that happens to be the same word does no harm: a
 * Cluster is often called like its namespace.
 */
export function isHarmless(path: Path): boolean {
  const field = path.findLast((step) => step !== '*') ?? '';
  if (maps.has(path.at(-2) ?? '')) return harmlessKeys.some((pattern) => pattern.test(field));
  if (harmlessFields.has(field)) return true;
  return field !== 'namespaceName' && /(?:^n|N)ame$/u.test(field);
}
