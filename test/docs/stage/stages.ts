import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clearNamespace } from '../../bench/trial/clear-namespace.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { killDuring } from './kill-during.ts';
import { applianceGroup, sweep } from './bed.ts';
import type { Scratch } from './scratch.ts';

/** What a page finds where it says `<!-- stage: NAME -->`. */
interface Stage {
  /** Whether it has two management clusters. */
  readonly hasPair: boolean;
  readonly prepare: (pair: Pair, scratch: Scratch) => Promise<unknown>;
}

export const stages: Readonly<Record<string, Stage>> = {
  /** Programs and files, no cluster. */
  offline: { hasPair: false, prepare: () => Promise.resolve() },
  /** Two management clusters, and nothing in namespace fleet. */
  empty: { hasPair: true, prepare: () => Promise.resolve() },
  /** Two Clusters in namespace fleet, `prod` and `staging`, finished. */
  pair: { hasPair: true, prepare: seed },
  /** The same, and the target has no namespace fleet yet. */
  'no namespace': {
    hasPair: true,
    prepare: (pair) => Promise.all([seed(pair), clearNamespace(pair.target, 'fleet')]),
  },
  /** `prod` and `staging` share a class, its templates and a machine template. */
  shared: {
    hasPair: true,
    prepare: (pair) =>
      draw(
        pair.source,
        'fleet',
        `ClusterClass/standard > DockerClusterTemplate/standard, KubeadmControlPlaneTemplate/standard
         Cluster/prod ~ ClusterClass/standard
         Cluster/staging ~ ClusterClass/standard
         Cluster/prod > Machine/prod-0 > Secret/prod-0
         Cluster/staging > Machine/staging-0 > Secret/staging-0
         Cluster/prod, Cluster/staging > DockerMachineTemplate/workers`,
      ),
  },
  /** A move of the pair whose process was killed while it created objects; its journal is on this machine. */
  'half way': { hasPair: true, prepare: killedMove },
  /** The same, and the machine with the journal is lost. */
  'journal lost': {
    hasPair: true,
    async prepare(pair, scratch) {
      await killedMove(pair, scratch);
      await rm(join(scratch.folder, '.local'), { recursive: true });
    },
  },
  /** An appliance in namespace fleet that serves a Cluster, for the example of a provider. */
  appliances: {
    hasPair: true,
    prepare: (pair) =>
      draw(pair.source, 'fleet', 'Cluster/prod\nAppliance/box\nSecret/password\nRackSlot/r1', {
        'Appliance/box': {
          labels: { 'cluster.x-k8s.io/cluster-name': 'prod' },
          finalizers: [`${applianceGroup}/box`],
          spec: { passwordSecret: 'password' },
          status: { phase: 'Frozen' },
        },
      }),
  },
};

/** Makes a stage ready: what was there before is gone. */
export async function prepare(name: string, pair: Pair, scratch: Scratch): Promise<void> {
  const stage = stages[name];
  if (stage === undefined) throw new Error(`there is no stage ${name}, only: ${Object.keys(stages).join(', ')}`);
  if (!stage.hasPair) return;
  await sweep(pair);
  await stage.prepare(pair, scratch);
}

/** Few objects of each, because many pages are tested. */
function seed(pair: Pair): Promise<unknown> {
  const clusters = ['prod', 'staging'];
  return draw(
    pair.source,
    'fleet',
    clusters.map((name) => clusterOf(name)).join('\n'),
    Object.fromEntries(
      clusters.flatMap((name) => [
        [`Cluster/${name}`, { finalizers: ['cluster.cluster.x-k8s.io'] }],
        [`Machine/${name}-0`, { finalizers: ['machine.cluster.x-k8s.io'] }],
      ]),
    ),
  );
}

function clusterOf(name: string): string {
  return `
    Cluster/${name} > KubeadmControlPlane/${name} > Machine/${name}-0 > KubeadmConfig/${name}-0 > Secret/${name}-0
    Cluster/${name} > DockerCluster/${name}
    Machine/${name}-0 > DockerMachine/${name}-0
    Secret/${name}-ca`;
}

async function killedMove(pair: Pair, scratch: Scratch): Promise<void> {
  await seed(pair);
  const sides = ['--kubeconfig', 'bootstrap.yaml', '--to-kubeconfig', 'management.yaml', '-n', 'fleet'];
  // Short Leases, so that a page need not wait long until somebody else may go on; one request at a time, so that the
  // first object is seen long before the last.
  const pace = ['--lease-duration', '5s', '--concurrency', '1', '-o', 'json'];
  await killDuring(scratch, ['move', ...sides, ...pace], /"object-created"/);
}
