import { connectApi, type Api, type KubeList, type KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { note } from './memory-cluster.ts';
import { read } from './objects.ts';

/** What is in a Cluster itself. */
export interface Workload {
  /** Names with provider IDs. */
  readonly nodes: Readonly<Record<string, unknown>>;
  /** Whether what the resource set applies is there. */
  readonly hasNote: boolean;
}

/** Looks into a Cluster with the kubeconfig that its control plane left in the management cluster. */
export async function workloadOf(plane: ControlPlane, namespace: string, cluster: string): Promise<Workload> {
  const api = await connectTo(plane, namespace, cluster);
  try {
    const nodes = await api.call<KubeList>('GET', '/api/v1/nodes');
    const found = await api.request('GET', `/api/v1/namespaces/${note.namespace}/configmaps/${note.name}`);
    return {
      nodes: Object.fromEntries(nodes.items.map((node) => [node.metadata.name, providerIdOf(node)])),
      hasNote: found.status === 200,
    };
  } finally {
    await api.close();
  }
}

function providerIdOf(node: KubeObject): unknown {
  return (node['spec'] as { readonly providerID?: string } | undefined)?.providerID;
}

async function connectTo(plane: ControlPlane, namespace: string, cluster: string): Promise<Api> {
  const secret = await read(plane, 'Secret', namespace, `${cluster}-kubeconfig`);
  const { value = '' } = secret['data'] as { readonly value?: string };
  const text = Buffer.from(value, 'base64').toString('utf8');
  // Written by Go from a fixed structure with one cluster and one user: each key stands there once.
  const field = (name: string): string => new RegExp(`^ *(?:- )?${name}: (.+)$`, 'm').exec(text)?.[1] ?? '';
  const pem = (name: string): string => Buffer.from(field(name), 'base64').toString('utf8');
  return connectApi({
    url: field('server'),
    ca: pem('certificate-authority-data'),
    certificate: pem('client-certificate-data'),
    key: pem('client-key-data'),
  });
}
