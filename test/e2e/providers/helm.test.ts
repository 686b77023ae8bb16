import type { ApiServer, KubeObject } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { requireMoved, runMove } from '../move/run.ts';

let pair: Pair;

const group = 'addons.cluster.x-k8s.io';
const paused = 'cluster.x-k8s.io/paused';

beforeAll(async () => {
  pair = await startPair({
    crds: 'all',
    beforeControllers: async (plane) => {
      // Nobody has labelled them for clusterctl.
      await defineCrd(
        plane,
        { group, kind: 'HelmChartProxy', plural: 'helmchartproxies', versions: ['v1alpha1'] },
        { group, kind: 'HelmReleaseProxy', plural: 'helmreleaseproxies', versions: ['v1alpha1'] },
      );
    },
  });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

test('a chart and its release are paused on both sides while they move, and never seen being deleted before', async () => {
  const namespace = 'helm';
  const drawn = await draw(
    pair.source,
    namespace,
    `
      HelmChartProxy/cni > HelmReleaseProxy/a
      Cluster/a ~ HelmChartProxy/cni
      Secret/login
      Secret/unrelated
    `,
    {
      'Cluster/a': { labels: { cni: 'calico' } },
      'HelmChartProxy/cni': {
        finalizers: ['helmchartproxy.addons.cluster.x-k8s.io'],
        spec: {
          clusterSelector: { matchLabels: { cni: 'calico' } },
          credentials: { secret: { name: 'login' }, key: 'config.json' },
        },
        status: { matchingClusters: [{ kind: 'Cluster', name: 'a' }] },
      },
      'HelmReleaseProxy/a': {
        finalizers: ['helmreleaseproxy.addons.cluster.x-k8s.io'],
        labels: { 'cluster.x-k8s.io/cluster-name': 'a' },
        spec: { clusterRef: { kind: 'Cluster', namespace, name: 'a' }, releaseName: 'cni' },
        status: { revision: 3, status: 'deployed' },
      },
    },
  );
  const born: KubeObject[] = [];
  const deleted: string[] = [];
  const wrap = (server: ApiServer): ApiServer => ({
    ...server,
    create(type, object, ...rest) {
      if (server.label === 'target') born.push(object);
      return server.create(type, object, ...rest);
    },
    async delete(type, key, ...rest) {
      // As it is at this moment: still paused, and without a finalizer that would let its controller see the deletion.
      if (server.label === 'source' && type.kind.startsWith('Helm')) {
        const { annotations = {}, finalizers = [] } = (await server.get(type, key))?.metadata ?? {};
        const held = paused in annotations;
        deleted.push(`${type.kind} ${held ? 'paused' : 'live'}, ${finalizers.length.toString()} finalizers`);
      }
      return server.delete(type, key, ...rest);
    },
  });
  requireMoved(await runMove(pair, { namespace, wrap, status: 'drop' }));

  const atBirth = born.filter(({ kind }) => kind.startsWith('Helm'));
  expect(atBirth.map(({ kind, metadata }) => `${kind} ${String(paused in (metadata.annotations ?? {}))}`)).toEqual([
    'HelmChartProxy true',
    'HelmReleaseProxy true',
  ]);
  expect(deleted).toEqual(['HelmReleaseProxy paused, 0 finalizers', 'HelmChartProxy paused, 0 finalizers']);

  const [chart, release] = await Promise.all(
    ['HelmChartProxy/cni', 'HelmReleaseProxy/a'].map((words) => drawn.read(words, pair.target)),
  );
  expect(chart?.metadata.annotations).toBeUndefined();
  expect(release?.metadata.annotations).toBeUndefined();
  expect(release).toMatchObject({ status: { revision: 3, status: 'deployed' } });
  expect(release?.metadata.ownerReferences?.[0]?.uid).toBe(chart?.metadata.uid);
  expect(await drawn.read('Secret/login', pair.target)).toBeDefined();
  expect(await drawn.read('Secret/unrelated', pair.target)).toBeUndefined();
  for (const words of ['HelmChartProxy/cni', 'HelmReleaseProxy/a', 'Secret/login']) {
    expect(await drawn.read(words), words).toBeUndefined();
  }
});
