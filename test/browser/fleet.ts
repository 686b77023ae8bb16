import { buildGraph, graphToJson, planMove, type Diagnostic, type Plan, type Snapshot } from '@tsmove/move-core';
import { graphPage } from '../../packages/cli/src/page/model/graph-page.ts';
import type { GraphDocument } from '../../packages/cli/src/page/model/graph-document.ts';
import type { PageModel } from '../../packages/cli/src/page/model/page.ts';
import { planPage } from '../../packages/cli/src/page/model/plan-page.ts';
import { drawingProvider } from '../../packages/move-core/src/testing/drawing-provider.ts';
import { drawSnapshot } from '../../packages/move-core/src/testing/drawing.ts';

/** A fleet of Clusters that look like Cluster API's. */
export interface Fleet {
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  readonly graph: GraphDocument;
}

const controlPlane = 'controlplane.cluster.x-k8s.io';
const bootstrap = 'bootstrap.cluster.x-k8s.io';
const kinds = {
  KubeadmControlPlane: { group: controlPlane },
  KubeadmControlPlaneTemplate: { group: controlPlane },
  KubeadmConfig: { group: bootstrap },
  KubeadmConfigTemplate: { group: bootstrap },
};

const places = ['lisbon', 'oslo', 'kyoto', 'quito', 'accra', 'perth', 'turin', 'minsk', 'cairo', 'osaka'] as const;

/** `lisbon`, ..., `lisbon-2`. */
function clusterName(number: number): string {
  const place = places[number % places.length] ?? '';
  const round = Math.floor(number / places.length);
  return round === 0 ? place : `${place}-${round + 1}`;
}

/** Draws Clusters with a control plane of one and this many workers each; all share a class and a secret. */
export function drawFleet(clusters: number, workers: number): Fleet {
  const lines = [
    'ClusterClass/standard > DockerClusterTemplate/standard',
    'ClusterClass/standard > KubeadmControlPlaneTemplate/standard',
    'ClusterClass/standard > DockerMachineTemplate/standard-worker',
    'Secret/registry-pull',
    'ClusterClass/standard .> elsewhere:Cluster/berlin@other-team',
    `Cluster/${clusterName(0)} > other:Deployment/${clusterName(0)}-autoscaler`,
    `Cluster/${clusterName(0)} > DockerMachine/unclaimed`,
    'DockerMachinePool/legacy',
  ];
  for (let number = 0; number < clusters; number += 1) {
    const name = clusterName(number);
    lines.push(
      `ClusterClass/standard .> Cluster/${name}`,
      `Cluster/${name} > DockerCluster/${name}`,
      `Cluster/${name} > KubeadmControlPlane/${name}`,
      `KubeadmControlPlane/${name} > Secret/${name}-ca`,
      `Cluster/${name} > Secret/${name}-kubeconfig`,
      `Cluster/${name} > Secret/registry-pull`,
      `Cluster/${name} > MachineHealthCheck/${name}-md-0`,
      `Cluster/${name} > MachineDeployment/${name}-md-0 > MachineSet/${name}-md-0-x7k2p`,
      `Cluster/${name} > KubeadmConfigTemplate/${name}-md-0`,
      ...machineLines(`KubeadmControlPlane/${name}`, `${name}-control-plane-q8r4v`),
    );
    for (let worker = 0; worker < workers; worker += 1) {
      const suffix = (0x1a2b + worker * 7919).toString(36).padStart(5, 'z');
      lines.push(...machineLines(`MachineSet/${name}-md-0-x7k2p`, `${name}-md-0-x7k2p-${suffix}`));
    }
  }
  const snapshot = drawSnapshot(lines.join('\n'), { kinds });
  const providers = [drawingProvider];
  return {
    snapshot,
    plan: planMove(snapshot, { providers }),
    graph: JSON.parse(graphToJson(buildGraph(snapshot, providers))) as GraphDocument,
  };
}

function machineLines(owner: string, name: string): readonly string[] {
  return [
    `${owner} > Machine/${name} > KubeadmConfig/${name} > Secret/${name}`,
    `Machine/${name} > DockerMachine/${name}`,
  ];
}

/** Findings of a few sorts. */
export function findingsFor(plan: Plan): readonly Diagnostic[] {
  const cluster = plan.objects.find(({ ref }) => ref.kind === 'Cluster');
  return [
    ...plan.diagnostics,
    {
      code: 'provider-older',
      severity: 'warning',
      message: 'infrastructure-docker is v1.12.2 in the target and v1.13.0 in the source',
      remedy: 'Upgrade it in the target: clusterctl upgrade apply.',
    },
    {
      code: 'cluster-paused',
      severity: 'error',
      ...(cluster === undefined ? {} : { ref: cluster.ref }),
      message: 'it is paused by its user',
      remedy: 'Resume it, or declare that it may stay paused: --allow-paused.',
    },
  ];
}

const madeAt = '2026-11-21T10:05:00.000Z';
const tool = 'tsmove 0.1.0';

export function fleetPlanPage({ plan, graph }: Fleet, findings = findingsFor(plan)): PageModel {
  return planPage(plan, findings, {
    to: 'https://management.example:6443',
    madeAt,
    tool,
    edges: graph.edges,
    next: [
      { aim: 'move', command: 'tsmove move --kubeconfig bootstrap.yaml --to-kubeconfig management.yaml -n fleet' },
    ],
  });
}

export function fleetGraphPage({ graph, snapshot }: Fleet): PageModel {
  return graphPage(graph, { namespace: snapshot.namespace, from: snapshot.cluster.url, madeAt, tool });
}
