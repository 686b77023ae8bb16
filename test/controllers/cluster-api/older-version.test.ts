import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, requireReport } from '../../e2e/trouble/bed.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import type { KubeList } from '../../support/api/api.ts';
import { essence } from '../../support/census.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { convertKinds } from '../../support/managers/conversion.ts';
import { startClusterApi } from '../../support/managers/core-managers.ts';
import { rovingProvider, type RovingProvider } from '../bed/hand-over.ts';
import { historyOf, type History } from '../bed/history.ts';
import { type MemoryCluster, settled } from '../bed/memory-cluster.ts';
import { applyOlderManifest } from '../bed/older-manifest.ts';
import { startPairForManagers } from '../bed/pair.ts';
import { quietPeriod } from '../bed/quiet.ts';
import { rollOf } from '../bed/roll.ts';

const namespace = 'older';
const cluster: MemoryCluster = { namespace, name: 'beta', controlPlanes: 1, workers: 2 };

const ends: AsyncDisposable[] = [];
let pair: Pair;
let provider: RovingProvider;

beforeAll(async () => {
  pair = await startPairForManagers();
  ends.push(pair);
  for (const plane of pair.both) {
    const family = await startClusterApi(plane);
    ends.push(family);
    await convertKinds(plane, ...family.managers);
  }
  provider = await rovingProvider(pair.source);
  ends.push(provider);
});

afterAll(async () => {
  await closeConnections();
  for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
});

/** Where conversions down keep what v1beta1 has no fields for: all of v1beta2, generations and times included. */
const keptByConversion = 'cluster.x-k8s.io/conversion-data';

const kinds = [
  ['cluster.x-k8s.io', 'clusters'],
  ['cluster.x-k8s.io', 'machines'],
  ['cluster.x-k8s.io', 'machinesets'],
  ['cluster.x-k8s.io', 'machinedeployments'],
  ['bootstrap.cluster.x-k8s.io', 'kubeadmconfigs'],
  ['bootstrap.cluster.x-k8s.io', 'kubeadmconfigtemplates'],
  ['controlplane.cluster.x-k8s.io', 'kubeadmcontrolplanes'],
  ['addons.cluster.x-k8s.io', 'clusterresourcesets'],
] as const;

/** What somebody sees who still reads v1beta1, through the conversion webhooks of the side: a text for each object. */
async function asOfV1beta1({ api }: ControlPlane): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const [group, plural] of kinds) {
    const { items } = await api.call<KubeList>('GET', `/apis/${group}/v1beta1/namespaces/${namespace}/${plural}`);
    for (const { metadata, ...object } of items) {
      const { [keptByConversion]: _kept, ...annotations } = metadata.annotations ?? {};
      const { status: _status, ...rest } = object;
      found[`${plural}/${metadata.name}`] = essence({ ...rest, metadata: { ...metadata, annotations } });
    }
  }
  return found;
}

test('a manifest of v1beta1, applied as it is, moves and goes on; who reads v1beta1 sees the same', async () => {
  const { source, target } = pair;
  await applyOlderManifest(source, cluster);
  await settled(source, cluster);
  const before = { roll: await rollOf(source, namespace), older: await asOfV1beta1(source) };
  expect(Object.keys(before.older).length, 'objects read in v1beta1').toBeGreaterThanOrEqual(12);

  let history: History | undefined;
  const outcome = await begin(pair, {
    namespace,
    wrap: provider.movingAtRelease(target, async () => {
      history = await historyOf(target, namespace);
      ends.push(history);
    }),
  });
  expect(requireReport(outcome)).toMatchObject({ outcome: 'moved', committed: true, released: true });
  await quietPeriod();
  await history?.stop();

  expect(history?.changesOfPhase()).toEqual([]);
  await settled(target, cluster);
  expect(await rollOf(target, namespace)).toEqual(before.roll);
  const after = await asOfV1beta1(target);
  expect(Object.keys(after)).toEqual(Object.keys(before.older));
  expect(Object.keys(after).filter((name) => after[name] !== before.older[name])).toEqual([]);
  expect(await asOfV1beta1(source)).toEqual({});
});
