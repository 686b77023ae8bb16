import type { KubeList } from '../api/api.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { until } from '../processes/until.ts';
import type { Manager } from './manager.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * Has Cluster API's core convert its kinds between v1beta1 and v1beta2, as in a real management cluster. The test bed
 * installs them without conversion; only a manager that speaks the older version needs it. When the core has ended, only
 * the stored version can still be read.
 */
export async function convertCoreKinds(plane: ControlPlane, core: Manager): Promise<void> {
  const conversion = {
    strategy: 'Webhook',
    webhook: {
      conversionReviewVersions: ['v1'],
      clientConfig: {
        url: `https://127.0.0.1:${core.webhookPort}/convert`,
        caBundle: Buffer.from(plane.authority.certificate, 'utf8').toString('base64'),
      },
    },
  };
  const { items } = await plane.api.call<KubeList>('GET', collection);
  const names = items.map(({ metadata }) => metadata.name).filter((name) => name.endsWith('.cluster.x-k8s.io'));
  // Those of providers have groups of their own below this one.
  const coreKinds = names.filter((name) => /^[a-z]+\.(?:addons\.)?cluster\.x-k8s\.io$/.test(name));
  for (const name of coreKinds) await plane.api.call('PATCH', `${collection}/${name}`, { spec: { conversion } });
  await until({ what: `${plane.name} to convert Clusters` }, async () => {
    const path = '/apis/cluster.x-k8s.io/v1beta1/namespaces/default/clusters?dryRun=All';
    const answer = await plane.api.request('POST', path, {
      apiVersion: 'cluster.x-k8s.io/v1beta1',
      kind: 'Cluster',
      metadata: { name: 'conversion' },
      spec: { paused: true },
    });
    return answer.status !== 500;
  });
}
