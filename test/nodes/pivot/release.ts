import { readFileSync } from 'node:fs';
import type { KubeObject } from '@tsmove/move-core';
import { load } from 'js-yaml';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { crdsOf } from '../../support/crds/modules.ts';
import { managersHome, managerWorkload } from '../../support/managers/manager-workload.ts';
import { imageOf, shellImage } from '../../support/node/images.ts';
import { lastingPorts } from '../../support/processes/free-ports.ts';

/** Where Ironic with its dnsmasq runs, and the ConfigMap of leases is. */
export const ironicNamespace = 'metal3';

/** Where the controllers run. */
export const controllersNamespace = 'providers-system';

export const hostOperator = 'baremetal-operator-controller-manager';
export const addressManager = 'ipam-controller-manager';
export const ironic = 'baremetal-operator-ironic';

type Json = Readonly<Record<string, unknown>>;

/** What a provider's manifests hold for one cluster, CustomResourceDefinitions included. */
export interface Release {
  readonly objects: readonly KubeObject[];
}

/**
 * The manifests of the host operator, in its test mode, of the manager of addresses as a StatefulSet, and of Ironic's
 * pod: a shell stands in for dnsmasq, with the volumes and the init container that docs/leases.md tells to add. The
 * managers talk to the API server over the network of the host, where it listens on the loopback.
 */
export async function releaseFor(plane: ControlPlane): Promise<Release> {
  const [hostHealth = 0, addressHealth = 0, webhooks = 0] = await lastingPorts(3);
  const definitions = (await Promise.all([crdsOf('bmo'), crdsOf('ipam-metal3')])).flat();
  const namespaced = (name: string): { namespace: string; name: string } => ({ namespace: controllersNamespace, name });
  const labels = { 'cluster.x-k8s.io/provider': 'infrastructure-metal3' };
  const objects: readonly Json[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ironicNamespace } },
    ...definitions,
    ...managersHome(plane, controllersNamespace),
    managerWorkload('Deployment', namespaced(hostOperator), {
      image: imageOf('baremetal-operator'),
      labels,
      args: ['-test-mode', '-webhook-port=0', '-metrics-addr=0', `-health-addr=127.0.0.1:${hostHealth}`],
      health: hostHealth,
      plane,
    }),
    managerWorkload('StatefulSet', namespaced(addressManager), {
      image: imageOf('metal3-ipam-manager'),
      labels,
      args: [
        ...[`--webhook-port=${webhooks}`, '--webhook-cert-dir=/certificates'],
        ...[`--health-addr=127.0.0.1:${addressHealth}`, '--diagnostics-address=127.0.0.1:0', '--insecure-diagnostics'],
      ],
      health: addressHealth,
      plane,
    }),
    ironicDeployment(),
  ];
  return { objects: objects as unknown as readonly KubeObject[] };
}

interface PodPatch {
  readonly volumes: readonly Json[];
  readonly initContainers: readonly Json[];
  readonly containers: readonly [{ readonly name: string; readonly volumeMounts: readonly Json[] }];
}

/** What our documentation tells users to add to Ironic's Deployment, to the letter. */
function documentedPatch(): PodPatch {
  const page = readFileSync(new URL('../../../docs/leases.md', import.meta.url), 'utf8');
  const [, text = ''] = /<!-- manifest -->\s+```yaml\n([^]*?)```/.exec(page) ?? [];
  return (load(text) as { readonly spec: { readonly template: { readonly spec: PodPatch } } }).spec.template.spec;
}

/** The stand-in for dnsmasq refuses to start without a file that it can write to, as dnsmasq does. */
const dnsmasq = `cd /data/dnsmasq && touch dnsmasq.leases
wc -l < dnsmasq.leases > loaded
trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done`;

function ironicDeployment(): Json {
  const { volumes, initContainers, containers } = documentedPatch();
  const image = { image: shellImage, imagePullPolicy: 'Never' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: ironicNamespace, name: ironic },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { name: 'ironic' } },
      template: {
        metadata: { labels: { name: 'ironic' } },
        spec: {
          volumes,
          initContainers: initContainers.map((one) => ({ ...one, ...image })),
          containers: containers.map((one) => ({
            ...one,
            ...image,
            command: ['/bin/sh', '-ec', dnsmasq],
            securityContext: { runAsUser: 997, runAsGroup: 994 },
          })),
        },
      },
    },
  };
}
