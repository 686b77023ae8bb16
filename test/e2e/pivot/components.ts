import type { KubeObject } from '@tsmove/move-core';

function podTemplate(
  app: string,
  env: readonly Readonly<Record<string, string>>[] = [],
): Readonly<Record<string, unknown>> {
  return {
    metadata: { labels: { app } },
    spec: { containers: [{ name: 'manager', image: 'registry.invalid/manager:v1.0.0', env }] },
  };
}

interface WorkloadOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly replicas?: number;
  readonly env?: readonly Readonly<Record<string, string>>[];
}

/** A Deployment or StatefulSet of one container, as a provider's release has it. */
export function workload(
  kind: 'Deployment' | 'StatefulSet',
  namespace: string,
  name: string,
  { labels = {}, replicas = 1, env }: WorkloadOptions = {},
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { namespace, name, labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      template: podTemplate(name, env),
    },
  } as KubeObject;
}

const provider = { 'cluster.x-k8s.io/provider': 'infrastructure-probe' };

/** The release of a made-up provider with an Ironic of its own, in an order that would not work. */
export const components: readonly KubeObject[] = [
  workload('Deployment', 'probe-system', 'probe-controller-manager', { labels: provider, replicas: 2 }),
  workload('StatefulSet', 'probe-system', 'probe-store', { labels: provider }),
  workload('Deployment', 'probe-system', 'probe-ironic', {
    env: [{ name: 'PROVISIONING_INTERFACE', value: 'eth9' }],
  }),
  {
    apiVersion: 'probes.example.dev/v1',
    kind: 'Probe',
    metadata: { namespace: 'probe-system', name: 'first' },
    spec: { every: 5 },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'probe-system', name: 'ironic-settings' },
    data: { PROVISIONING_INTERFACE: 'eth9', OTHER: 'kept' },
  },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'probe-system', name: 'manager' } },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'probes.probes.example.dev' },
    spec: {
      group: 'probes.example.dev',
      names: { kind: 'Probe', plural: 'probes', singular: 'probe', listKind: 'ProbeList' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'probe-system' } },
];
