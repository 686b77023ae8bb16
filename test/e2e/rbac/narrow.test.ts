import { connect } from '@tsmove/move-core';
import { load } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { tsmove } from '../cli/program.ts';
import { begin } from '../trouble/bed.ts';
import { closeConnections } from '../trouble/connections.ts';
import { beforeWrites, nth } from '../trouble/faults.ts';
import { sidesOf } from '../trouble/sides.ts';
import { refusals } from './ask.ts';
import { asUser, formatRight, giveRoles, type GivenRoles } from './roles.ts';

const namespace = 'fleet';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all', users: [{ name: 'mover' }, { name: 'replacer' }] });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  await ensureNamespace(pair.target, namespace);
  await draw(pair.source, namespace, 'Cluster/a > Machine/m > Secret/m');
});

afterAll(async () => {
  await closeConnections();
  await pair.stop();
});

async function give(side: 'source' | 'target', flags: readonly string[]): Promise<GivenRoles> {
  const { stdout } = await tsmove([
    ...['rbac', '-n', namespace, `--${side}-only`, ...flags],
    ...['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig],
  ]);
  return giveRoles(pair[side], stdout, 'mover');
}

test('where the namespace is there, what is done in it is allowed in it alone; the journal may be in the clusters', async () => {
  const flags = ['--journal', 'cluster', '--status', 'drop', '--name', 'narrow'];
  const [source, target] = [await give('source', flags), await give('target', flags)];
  expect(target.rights.filter((right) => right.namespace === undefined).map(formatRight)).toEqual([
    'get namespaces fleet',
    'get namespaces kube-system',
    'get namespaces tsmove-system',
    'get customresourcedefinitions.apiextensions.k8s.io clusters.cluster.x-k8s.io',
    'list providers.clusterctl.cluster.x-k8s.io',
  ]);
  const mover = { source: await asUser(pair.source, 'mover'), target: await asUser(pair.target, 'mover') };
  await using ofSource = await connect({ kubeconfig: mover.source.kubeconfig, label: 'source' });
  await using ofTarget = await connect({ kubeconfig: mover.target.kubeconfig, label: 'target' });
  const asked = { source: ofSource, target: ofTarget, namespace, journalInClusters: true, needStatus: false };
  expect(await refusals(asked)).toBe('');
  for (const roles of [source, target]) {
    for (const right of roles.rights) {
      const isOfInterest = roles === target || (right.namespace === 'tsmove-system' && right.resource === 'secrets');
      if (!isOfInterest) continue;
      await roles.without([right]);
      const words = await refusals(asked);
      await roles.restore();
      expect(words, formatRight(right)).toContain(right.verb);
      expect(words, formatRight(right)).toContain(right.resource.slice(0, -1));
    }
  }

  const before = await sidesOf(pair, namespace);
  const { code, stdout, stderr } = await tsmove([
    ...['move', '-n', namespace, '--yes', '--journal', 'cluster', '--status', 'drop'],
    ...['--kubeconfig', mover.source.kubeconfig, '--to-kubeconfig', mover.target.kubeconfig],
  ]);
  expect({ code, stderr: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, stderr: '' });
  const after = await sidesOf(pair, namespace);
  expect(Object.keys(after.target)).toEqual(Object.keys(before.source));
  expect(after.source).toEqual({});
});

test('without a target its namespaces are taken to be there, and that is said', async () => {
  await draw(pair.source, 'alone', 'Cluster/a > Secret/a');
  const { code, stdout, stderr } = await tsmove([
    ...['rbac', '-n', 'alone', '-o', 'json', '--kubeconfig', pair.source.kubeconfig],
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain('as if the target had namespace alone: it was not looked at');
  const list = load(stdout) as { readonly items: readonly { readonly metadata: object }[] };
  const places = list.items.map(({ metadata }) => metadata);
  for (const side of ['source', 'target']) {
    for (const one of ['alone', 'tsmove-system']) {
      expect(places).toContainEqual({ name: 'tsmove', namespace: one, annotations: { 'tsmove.dev/side': side } });
    }
  }
});

test('what replaces in the target, and is undone there, needs no more than the printed rights', async () => {
  const within = 'replacing';
  await draw(pair.source, within, 'Cluster/a > Machine/m > Secret/m');
  await draw(pair.target, within, 'Cluster/a > Machine/m > Secret/m', {
    'Cluster/a': { spec: { paused: true }, labels: { old: 'yes' } },
    'Secret/m': { data: { value: 'b2xk' } },
  });
  const both = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
  for (const side of ['source', 'target'] as const) {
    const printed = await tsmove([
      ...['rbac', '-n', within, `--${side}-only`, '--name', 'replacer', '--on-conflict', 'update', ...both],
    ]);
    await giveRoles(pair[side], printed.stdout, 'replacer');
  }
  const replacer = { source: await asUser(pair.source, 'replacer'), target: await asUser(pair.target, 'replacer') };
  const before = await sidesOf(pair, within);
  const isFirstStatus = nth(1, ({ side, verb, kind }) => side === 'target' && verb === 'status' && kind === 'Machine');
  const undone = await begin(replacer, {
    namespace: within,
    onConflict: 'update',
    wrap: beforeWrites((sent) => {
      if (isFirstStatus(sent)) throw new Error('no');
    }),
  });
  expect(undone.error).toMatchObject({ name: 'RolledBackError' });
  expect(await sidesOf(pair, within)).toEqual(before);

  const sides = ['--kubeconfig', replacer.source.kubeconfig, '--to-kubeconfig', replacer.target.kubeconfig];
  const asked = await tsmove(['move', '-n', within, '--yes', ...sides]);
  expect(asked).toMatchObject({ code: 3, stderr: expect.stringContaining('--on-conflict') as unknown });
  const { code, stdout, stderr } = await tsmove(['move', '-n', within, '--yes', '--on-conflict', 'update', ...sides]);
  expect({ code, words: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, words: '' });
  expect(await sidesOf(pair, within)).toEqual({ source: {}, target: before.source });
});
