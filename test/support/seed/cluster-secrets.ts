import { createAuthority, createServiceAccountKeys } from '../certificates/authority.ts';
import { kubeconfigText } from '../control-plane/kubeconfig.ts';
import type { Recipe } from './recipe.ts';

/** The five Secrets without which nobody reaches a workload cluster any more, by the names Cluster API knows them. */
export function clusterSecrets(
  cluster: string,
  endpoint: { readonly host: string; readonly port: number },
): readonly Pick<Recipe, 'key' | 'kind' | 'name' | 'fields'>[] {
  const pair = (purpose: string): Readonly<Record<string, string>> => {
    const { certificate, key } = createAuthority(`${cluster}-${purpose}`).issue({ commonName: purpose });
    return { 'tls.crt': certificate, 'tls.key': key };
  };
  const accounts = createServiceAccountKeys();
  const ca = pair('ca');
  const kubeconfig = kubeconfigText({
    name: cluster,
    url: `https://${endpoint.host}:${endpoint.port}`,
    ca: ca['tls.crt'] ?? '',
    adminToken: `admin-of-${cluster}`,
  });
  const contents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ca,
    etcd: pair('etcd'),
    proxy: pair('proxy'),
    sa: { 'tls.crt': accounts.publicKey, 'tls.key': accounts.privateKey },
    kubeconfig: { value: kubeconfig },
  };
  return Object.entries(contents).map(([purpose, data]) => ({
    key: `secret-${purpose}`,
    kind: 'Secret',
    name: `${cluster}-${purpose}`,
    fields: {
      type: 'cluster.x-k8s.io/secret',
      data: Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
      ),
    },
  }));
}
