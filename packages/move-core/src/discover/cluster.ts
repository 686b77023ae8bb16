import { DiscoveryError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { serverVersion } from '../server/server-version.ts';
import type { CallOptions, ObjectReader } from '../server/types.ts';
import { clustersDefinition, contractProblem } from './contract.ts';
import { namespaces } from './core-types.ts';
import type { CustomResource } from './custom-resource.ts';
import type { LimitedReader } from './reader.ts';
import type { Refusals } from './refusals.ts';
import { getCustomResource } from './resource-types.ts';
import type { ClusterFacts } from './snapshot.ts';

/** What tells a cluster from others. The UID of kube-system is the closest that Kubernetes has to a cluster's identity. */
export async function readClusterFacts(reader: LimitedReader, refusals: Refusals): Promise<ClusterFacts> {
  const [system, version] = await Promise.all([
    refusals.attempt('get namespaces kube-system', () => reader.get(namespaces, { name: 'kube-system' }), undefined),
    refusals.attempt(
      'get /version',
      async () => (await reader.limited(() => serverVersion(reader.server, reader.call))).gitVersion,
      '',
    ),
  ]);
  return { url: reader.server.url, systemUid: system?.metadata.uid ?? '', version };
}

/** The identity of a cluster, read on its own; undefined if it has no kube-system. Raises what the read raises. */
export async function systemUidOf(server: ObjectReader, options: CallOptions = {}): Promise<string | undefined> {
  return (await server.get(namespaces, { name: 'kube-system' }, options))?.metadata.uid;
}

/** A name with a typing error must not look like an empty namespace that was moved well (A3.5). */
export async function requireNamespace(reader: LimitedReader, refusals: Refusals, name: string): Promise<void> {
  const found = await refusals.attempt<KubeObject | undefined | 'refused'>(
    `get namespaces ${name}`,
    () => reader.get(namespaces, { name }),
    'refused',
  );
  if (found !== undefined) return;
  throw new DiscoveryError(`${reader.server.label} has no namespace ${name}: there is nothing to move`, {
    code: 'namespace-not-found',
    hint: 'Name the namespace of the Clusters, or check that the kubeconfig and context are the intended ones.',
  });
}

/** The source must be a management cluster that stores the version which a move reads and writes (D1). */
export async function requireContract(reader: LimitedReader, refusals: Refusals): Promise<void> {
  const clusters = await refusals.attempt<CustomResource | undefined | 'refused'>(
    `get customresourcedefinitions.apiextensions.k8s.io ${clustersDefinition}`,
    () => getCustomResource(reader, clustersDefinition),
    'refused',
  );
  if (clusters === 'refused') return;
  const problem = contractProblem(reader.server.label, clusters);
  if (problem !== undefined) throw new DiscoveryError(problem.message, { code: problem.code, hint: problem.remedy });
}
