import type { KubeList } from '../api/api.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { until } from '../processes/until.ts';
import type { Manager } from './manager.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The kinds that a manager converts, by the names of their definitions, and one of them to try it with. */
interface Converted {
  readonly definitions: RegExp;
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

const convertedBy: Readonly<Partial<Record<Manager['program'], Converted>>> = {
  'cluster-api-manager': {
    // Those of providers have groups of their own below this one.
    definitions: /^[a-z]+\.(?:addons\.)?cluster\.x-k8s\.io$/,
    group: 'cluster.x-k8s.io',
    plural: 'clusters',
    kind: 'Cluster',
  },
  'kubeadm-bootstrap-manager': {
    definitions: /\.bootstrap\.cluster\.x-k8s\.io$/,
    group: 'bootstrap.cluster.x-k8s.io',
    plural: 'kubeadmconfigs',
    kind: 'KubeadmConfig',
  },
  'kubeadm-control-plane-manager': {
    definitions: /\.controlplane\.cluster\.x-k8s\.io$/,
    group: 'controlplane.cluster.x-k8s.io',
    plural: 'kubeadmcontrolplanes',
    kind: 'KubeadmControlPlane',
  },
};

/**
 * Has managers of Cluster API convert their kinds between v1beta1 and v1beta2, as in a real management cluster. The test
 * bed installs them without conversion; only who speaks the older version needs it. When a manager has ended, only the
 * stored version of its kinds can still be read.
 */
export async function convertKinds(
  plane: ControlPlane,
  ...managers: readonly Pick<Manager, 'program' | 'webhookPort'>[]
): Promise<void> {
  const { items } = await plane.api.call<KubeList>('GET', collection);
  for (const manager of managers) {
    const converted = convertedBy[manager.program];
    if (converted === undefined) throw new Error(`${manager.program} converts nothing that is known here`);
    const conversion = {
      strategy: 'Webhook',
      webhook: {
        conversionReviewVersions: ['v1'],
        clientConfig: {
          url: `https://${plane.hostAddress}:${manager.webhookPort}/convert`,
          caBundle: Buffer.from(plane.authority.certificate, 'utf8').toString('base64'),
        },
      },
    };
    for (const { metadata } of items) {
      if (!converted.definitions.test(metadata.name)) continue;
      await plane.api.call('PATCH', `${collection}/${metadata.name}`, { spec: { conversion } });
    }
    await untilConverted(plane, converted);
  }
}

async function untilConverted(plane: ControlPlane, { group, plural, kind }: Converted): Promise<void> {
  await until({ what: `${plane.name} to convert ${plural}` }, async () => {
    const path = `/apis/${group}/v1beta1/namespaces/default/${plural}?dryRun=All`;
    const answer = await plane.api.request('POST', path, {
      apiVersion: `${group}/v1beta1`,
      kind,
      metadata: { name: 'conversion' },
      spec: kind === 'Cluster' ? { paused: true } : {},
    });
    // What is refused has been converted first.
    return answer.status !== 500;
  });
}
