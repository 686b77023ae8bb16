import { randomBytes } from 'node:crypto';
import { clearNamespace } from '../../bench/trial/clear-namespace.ts';
import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import type { Driver } from '../../support/control-plane/control-plane.ts';
import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';
import { startPairWith, type Pair } from '../../support/control-plane/start.ts';
import { defaultProviders, installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';

/** Two management clusters of any driver, with kinds and inventory. */
export interface Clusters extends Pair<ManagementCluster> {
  /** What the API servers call their version. */
  readonly versions: readonly string[];
  /** A namespace that nobody else uses; it is in the source, and in the target only when somebody makes it there. */
  namespace(): Promise<string>;
}

export async function startClusters(driver: Driver<ManagementCluster>): Promise<Clusters> {
  const pair = await startPairWith(driver, { crds: 'all' });
  const namespaces: string[] = [];
  const stop = async (): Promise<void> => {
    // Other clusters end with all that is in them.
    for (const name of driver.name === 'existing' ? namespaces : [])
      await Promise.all(pair.both.map((cluster) => clearNamespace(cluster, name).catch(() => undefined)));
    await pair.stop();
  };
  try {
    const newNamespace = (): string => {
      const name = `tsmove-test-${randomBytes(4).toString('hex')}`;
      namespaces.push(name);
      return name;
    };
    if ((await identityOf(pair.source)) === (await identityOf(pair.target)))
      throw new Error('source and target are the same cluster');
    for (const cluster of pair.both) await furnish(cluster, newNamespace);
    const versions = await Promise.all(pair.both.map(({ api }) => versionOf(api)));
    return {
      ...pair,
      versions,
      async namespace() {
        const name = newNamespace();
        await ensureNamespace(pair.source, name);
        return name;
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where clusterctl has been, there is an inventory. Elsewhere one is made, all in a namespace that goes again. */
async function furnish(cluster: ManagementCluster, newNamespace: () => string): Promise<void> {
  const resource = await cluster.kinds.find('Provider', 'clusterctl.cluster.x-k8s.io');
  const { items } = await cluster.api.call<KubeList>('GET', pathOf(resource));
  if (items.length > 0) return;
  const namespace = newNamespace();
  await installInventory(
    cluster,
    defaultProviders.map((provider) => ({ ...provider, namespace })),
  );
}

async function identityOf({ api }: ManagementCluster): Promise<string | undefined> {
  return (await api.call('GET', '/api/v1/namespaces/kube-system')).metadata.uid;
}

async function versionOf(api: ManagementCluster['api']): Promise<string> {
  return (await api.call<KubeObject & { readonly gitVersion: string }>('GET', '/version')).gitVersion;
}
