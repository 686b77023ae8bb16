import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';
import { until } from '../../support/processes/until.ts';

interface Namespaces {
  readonly items: readonly { readonly metadata: { readonly deletionTimestamp?: string } }[];
}

/**
 * Resolves when no namespace is about to end. A move may leave one behind (that of its Lease) whose end takes the servers a
 * list and a deletion for each kind: they would be counted as the next one's.
 */
export async function namespacesEnded(
  { api, name }: Pick<ManagementCluster, 'api' | 'name'>,
  timeout: number,
): Promise<void> {
  await until({ what: `the end of namespaces in ${name}`, timeout, interval: 100 }, async () => {
    const { items } = await api.call<Namespaces>('GET', '/api/v1/namespaces');
    return items.every(({ metadata }) => metadata.deletionTimestamp === undefined);
  });
}
