import type { RightsOfMove, RightsOptions } from '@tsmove/move-core';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { fakeLibrary } from '../testing/fake-library.ts';
import { type Ran, tsmove } from '../testing/run.ts';

const rights: RightsOfMove = {
  source: [
    { apiGroups: [''], resources: ['namespaces'], resourceNames: ['fleet'], verbs: ['get'], why: ['get: looks'] },
    {
      ...{ namespace: 'fleet', apiGroups: ['cluster.x-k8s.io'], resources: ['clusters', 'machines'] },
      ...{ verbs: ['get', 'delete'], why: ['get: reads it', 'delete: removes it'] },
    },
  ],
  target: [
    { namespace: 'fleet', apiGroups: [''], resources: ['secrets'], verbs: ['create'], why: ['create: creates it'] },
  ],
  missingNamespaces: [],
  assumedNamespaces: [],
  withoutSystemNamespace: ['target'],
};

async function rbac(
  flags: string,
  found: Partial<RightsOfMove> = {},
): Promise<Ran & { readonly asked: readonly RightsOptions[] }> {
  const asked: RightsOptions[] = [];
  const { library } = fakeLibrary({
    rights: (options) => {
      asked.push(options);
      return { ...rights, ...found };
    },
  });
  return { ...(await tsmove(`rbac -n fleet ${flags}`, { library })), asked };
}

describe('tsmove rbac', () => {
  it('prints a role for each namespace and one for all, with the reason of each rule, and how to bind them', async () => {
    const { code, stdout } = await rbac('--to-kubeconfig t.yaml --source-only');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      '# For the source. Bind the roles to whom the kubeconfig of the source names, a ServiceAccount with',
      '# --serviceaccount=NAMESPACE:NAME instead of --user:',
      '#   kubectl create clusterrolebinding tsmove --clusterrole=tsmove --user=NAME',
      '#   kubectl create rolebinding tsmove -n fleet --role=tsmove --user=NAME',
      'apiVersion: rbac.authorization.k8s.io/v1',
      'kind: ClusterRole',
      'metadata:',
      '  name: tsmove',
      '  annotations:',
      '    tsmove.dev/side: source',
      'rules:',
      '  # get: looks',
      "  - apiGroups: ['']",
      '    resources: [namespaces]',
      '    resourceNames: [fleet]',
      '    verbs: [get]',
      '---',
      'apiVersion: rbac.authorization.k8s.io/v1',
      'kind: Role',
      'metadata:',
      '  name: tsmove',
      '  namespace: fleet',
      '  annotations:',
      '    tsmove.dev/side: source',
      'rules:',
      '  # get: reads it',
      '  # delete: removes it',
      '  - apiGroups: [cluster.x-k8s.io]',
      '    resources: [clusters, machines]',
      '    verbs: [get, delete]',
      '',
    ]);
  });

  it('puts the namespace of the Leases in front where there is none', async () => {
    const { stdout } = await rbac('--to-kubeconfig t.yaml --target-only --name mover');
    expect(loadAll(stdout)).toMatchObject([
      { kind: 'Namespace', metadata: { name: 'tsmove-system' } },
      { kind: 'Role', metadata: { name: 'mover', namespace: 'fleet' } },
    ]);
  });

  it('prints both sides as one List with -o json, the same as in YAML', async () => {
    const [json, yaml] = await Promise.all([rbac('--to-kubeconfig t -o json'), rbac('--to-kubeconfig t')]);
    const list: unknown = JSON.parse(json.stdout);
    expect(list).toEqual({ apiVersion: 'v1', kind: 'List', items: loadAll(yaml.stdout) });
    expect(list).toMatchObject({
      items: ['source', 'source', 'target', 'target'].map((side) => ({
        metadata: { annotations: { 'tsmove.dev/side': side } },
      })),
    });
  });

  it('asks for the rights of the move that the flags describe', async () => {
    const { asked } = await rbac('--journal cluster --concurrency 3 --source-only');
    expect(asked).toMatchObject([{ target: undefined, journalInClusters: true, concurrency: 3 }]);
  });

  it('says which namespaces it goes by, and which would better be there', async () => {
    const assumed = await rbac('', { assumedNamespaces: ['fleet'] });
    expect(assumed.stderr).toContain('as if the target had namespace fleet: it was not looked at');
    const missing = await rbac('--to-kubeconfig t', { missingNamespaces: ['a', 'b'] });
    expect(missing.stderr).toContain('the target has no namespaces a, b');
    expect((await rbac('--source-only', { assumedNamespaces: ['fleet'] })).stderr).not.toContain('looked at');
  });

  it('takes one side or both', async () => {
    const { code, stderr } = await rbac('--source-only --target-only');
    expect(code).toBe(2);
    expect(stderr).toContain('--source-only and --target-only exclude each other');
  });
});
