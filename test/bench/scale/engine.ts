import { discover, planMove, startMove, type KubeObject } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { syntheticSnapshot } from '../plan/synthetic-snapshot.ts';
import { peakMemory } from '../resources/proc.ts';
import { createMemoryServer } from './engine-parts.ts';
import type { EngineRun } from './engine-run.ts';

// A process for each size: node --expose-gc scale/engine.js CLUSTERS. A whole move between two servers in memory.
const snapshot = syntheticSnapshot(Number(process.argv[2]));
const { namespace } = snapshot;
const kinds = snapshot.types
  .filter(({ group }) => group !== '')
  .map(({ group, kind, version, hasStatus }) => ({
    ...{ group, kind, hasStatus },
    versions: [{ name: version, storage: true }],
    labels: { 'clusterctl.cluster.x-k8s.io': '', 'cluster.x-k8s.io/v1beta2': version },
  }));
const inventory = { group: 'clusterctl.cluster.x-k8s.io', kind: 'Provider', hasStatus: false } as const;
const sides = ['source', 'target'].map((label) =>
  createMemoryServer({ label, kinds: [...kinds, { ...inventory, versions: [{ name: 'v1alpha3' }] }] }),
);
const [source, target] = sides;
if (source === undefined || target === undefined) throw new Error('two sides are needed');
for (const side of sides) side.put(namespaceObject('kube-system'));
source.put(namespaceObject(namespace));
for (const object of snapshot.objects) source.put(asStored(object));

let mostHeap = 0;
const before = process.cpuUsage();
const begun = performance.now();
const found = await discover(source, { namespace, providers });
const plan = planMove(found, { providers });
const run = startMove(plan, { source, target, providers, snapshot: found, awaitPause: false, allow: { skip: [] } });
for await (const event of run) {
  if (event.type !== 'phase-finished') continue;
  globalThis.gc?.();
  mostHeap = Math.max(mostHeap, process.memoryUsage().heapUsed / 2 ** 20);
}
const { counts } = await run.result;
const { user, system } = process.cpuUsage(before);
if (counts.moved + counts.copied !== snapshot.objects.length) throw new Error('the move leaves something out');
const result: EngineRun = {
  objects: snapshot.objects.length,
  elapsedMs: performance.now() - begun,
  processorMs: (user + system) / 1_000,
  heapMiB: mostHeap,
  peakMiB: peakMemory(process.pid),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

/** No server keeps an empty map. */
function asStored({ metadata, ...object }: KubeObject): KubeObject {
  const { annotations, ...rest } = metadata;
  const isEmpty = annotations !== undefined && Object.keys(annotations).length === 0;
  return { ...object, metadata: isEmpty ? rest : metadata };
}

function namespaceObject(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
