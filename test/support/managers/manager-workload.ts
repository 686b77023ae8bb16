import type { KubeObject } from '../api/api.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';

/** Where a manager's pods find the certificate of their webhooks. */
export const certificatesInPod = '/certificates';

/** A namespace in which managers may do everything, with the certificate for their webhooks. */
export function managersHome(plane: ControlPlane, namespace: string): readonly KubeObject[] {
  const { certificate, key } = plane.authority.issue({ commonName: 'webhooks', hosts: ['127.0.0.1'] });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name: 'manager' } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'providers' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', namespace, name: 'manager' }],
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { namespace, name: 'webhook-certificate' },
      data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) },
    },
  ];
}

/** What a manager's pod is told. */
export interface ManagerPod {
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Of the workload. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly replicas?: number;
  /** The port that says when it is ready. */
  readonly health: number;
  readonly plane: ControlPlane;
}

/**
 * One pod of a manager, in a namespace of {@link managersHome}. Managers talk to the API server over the network of the host,
 * where it listens on the loopback.
 */
export function managerWorkload(
  kind: 'Deployment' | 'StatefulSet',
  metadata: { readonly namespace: string; readonly name: string },
  { image, args, env = {}, labels, replicas = 1, health, plane }: ManagerPod,
): KubeObject {
  const { name, namespace } = metadata;
  const { port } = new URL(plane.url);
  const told = {
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: port,
    POD_NAMESPACE: namespace,
    ...env,
  };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { ...metadata, ...(labels === undefined ? {} : { labels }) },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      ...(kind === 'StatefulSet' ? { serviceName: name } : { strategy: { type: 'Recreate' } }),
      template: {
        metadata: { labels: { app: name } },
        spec: {
          hostNetwork: true,
          serviceAccountName: 'manager',
          containers: [
            {
              name: 'manager',
              image,
              imagePullPolicy: 'Never',
              args,
              env: Object.entries(told).map(([variable, value]) => ({ name: variable, value })),
              readinessProbe: { httpGet: { host: '127.0.0.1', port: health, path: '/readyz' }, periodSeconds: 1 },
              volumeMounts: [{ name: 'certificates', mountPath: certificatesInPod, readOnly: true }],
            },
          ],
          volumes: [{ name: 'certificates', secret: { secretName: 'webhook-certificate' } }],
        },
      },
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
