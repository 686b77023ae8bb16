import { afterAll, beforeAll, expect, test } from 'vitest';
import { dump } from 'js-yaml';
import { pinned } from '../../support/binaries/pinned.ts';
import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import { census } from '../../support/census.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { cases, objectsIn, rendered, valuesOf } from '../../house/chart/cases.ts';
import { tsmove } from '../cli/program.ts';
import { chart, startHelm, type Helm } from './helm.ts';

// The chart by Helm itself, without a cluster and on a real API server. That its Job also makes the move is in test/nodes/job.

const home = 'tsmove-system';
let helm: Helm;
let pair: Pair;

beforeAll(async () => {
  helm = await startHelm();
  pair = await startPair({ crds: 'all' });
  await ensureNamespace(pair.source, home);
});

afterAll(async () => {
  await pair.stop();
  await helm[Symbol.asyncDispose]();
});

test('it is the Helm that the pages name', async () => {
  expect(await helm('version', '--template', '{{.Version}}')).toBe(pinned.helm.version);
});

test.each(cases)(
  'with %s it comes to what tsmove job render prints, and Helm has no objection',
  async (_name, settings) => {
    const values = await helm.values(dump(valuesOf(settings)));
    expect(objectsIn([await helm('template', 'release', chart, '--values', values)])).toEqual(rendered(settings));
    expect(await helm('lint', '--strict', chart, '--values', values)).toContain('1 chart(s) linted, 0 chart(s) failed');
  },
);

test('a Kubernetes that is too old for its Job is refused', async () => {
  const rendering = helm('template', 'release', chart, '--kube-version', '1.30.0');
  await expect(rendering).rejects.toThrow('chart requires kubeVersion: >=1.31.0-0');
});

test('can be packed', async () => {
  expect(await helm('package', chart, '--destination', helm.directory)).toContain('Successfully packaged chart');
});

test.each([
  ['one pod', []],
  ['shards', ['--shards', '3', '--parallelism', '2']],
])('with %s it is installed as it is rendered, upgraded to the same, and leaves nothing', async (title, flags) => {
  const { source, target } = pair;
  const namespace = title.replace(' ', '-');
  await seedClusters(source, { namespace, count: 1 });
  const render = async (format: string): Promise<string> => {
    const sides = ['--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig, '-n', namespace];
    const line = ['job', 'render', ...sides, '--image', 'registry.example/tsmove:0.1.0', '--quiet', ...flags];
    const { code, stdout, stderr } = await tsmove([...line, '-o', format]);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const { items } = JSON.parse(await render('json')) as { readonly items: readonly KubeObject[] };
  const before = await inventory(source);
  const values = await helm.values(await render('values'));
  const to = ['-n', home, '--kubeconfig', source.kubeconfig];

  const release = `move-${namespace}`;
  await helm('install', release, chart, '--values', values, ...to);

  const installed = await inventory(source);
  expect(withoutThose(installed, before)).toEqual(
    [...items.map(nameOf), `Secret/${home}/sh.helm.release.v1.${release}.v1`].sort(),
  );
  const stored = await Promise.all(items.map((item) => read(source, item)));
  for (const [index, item] of items.entries()) expect(stored[index]).toMatchObject(managedByHelm(item, release));

  // Most of a Job can never be changed, so this would be refused if the chart came to something else the second time.
  await helm('upgrade', release, chart, '--values', values, ...to);
  const upgraded = await Promise.all(items.map((item) => read(source, item)));
  expect(upgraded.map(({ metadata }) => metadata.uid)).toEqual(stored.map(({ metadata }) => metadata.uid));

  await helm('uninstall', release, '--wait', ...to);
  await until({ what: 'everything of the chart to be gone' }, async () => {
    return withoutThose(await inventory(source), before).length === 0;
  });
  expect(await inventory(source)).toEqual(before);
});

/** Helm says of everything that it installs whose it is, and puts its own name over the one that the manifest has. */
function managedByHelm({ metadata, ...rest }: KubeObject, release: string): object {
  return {
    ...rest,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': home },
    },
  };
}

/** All objects that a chart of this kind could make: those of its namespace, the roles everywhere. */
async function inventory(plane: ControlPlane): Promise<readonly string[]> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const kinds = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];
  const roles = kinds.map(async (kind) => {
    const { items } = await plane.api.call<KubeList>('GET', `${rbac}/${kind.toLowerCase()}s`);
    return items.map((item) => nameOf({ ...item, kind }));
  });
  const here = [...(await census(plane, home)).values()].map(nameOf);
  return [...new Set([...here, ...(await Promise.all(roles)).flat()])].sort();
}

function nameOf({ kind, metadata: { namespace, name } }: Pick<KubeObject, 'kind' | 'metadata'>): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function withoutThose(names: readonly string[], others: readonly string[]): readonly string[] {
  return names.filter((name) => !others.includes(name));
}

async function read(plane: ControlPlane, { apiVersion, kind, metadata }: KubeObject): Promise<KubeObject> {
  const resource = await plane.kinds.find(kind, apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '');
  return plane.api.call('GET', pathOf(resource, metadata.namespace, metadata.name));
}
