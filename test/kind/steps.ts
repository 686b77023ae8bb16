import { join } from 'node:path';
import type { Settings } from './settings.ts';
import type { Command, Step } from './step.ts';

export const files = {
  bootstrap: ({ folder }: Settings): string => join(folder, 'bootstrap.kubeconfig'),
  target: ({ folder, cluster }: Settings): string => join(folder, `${cluster}.kubeconfig`),
  manifest: ({ folder, cluster }: Settings): string => join(folder, `${cluster}.yaml`),
};

const onBootstrap = (settings: Settings): readonly string[] => ['--kubeconfig', files.bootstrap(settings)];
const onTarget = (settings: Settings): readonly string[] => ['--kubeconfig', files.target(settings)];
const kubectl = (args: readonly string[]): Command => ({ program: 'kubectl', args });

/** The provider makes machines out of containers: it needs the engine's socket, in the bootstrap cluster as in the target. */
const kindConfig = JSON.stringify({
  kind: 'Cluster',
  apiVersion: 'kind.x-k8s.io/v1alpha4',
  nodes: [
    {
      role: 'control-plane',
      extraMounts: [{ hostPath: '/var/run/docker.sock', containerPath: '/var/run/docker.sock' }],
    },
  ],
});

const topology = { CLUSTER_TOPOLOGY: 'true', EXP_CLUSTER_RESOURCE_SET: 'true' };

const init = (kubeconfig: readonly string[], { clusterApi }: Settings): Command => ({
  program: 'clusterctl',
  args: [
    ...['init', ...kubeconfig, '--infrastructure', `docker:${clusterApi}`, '--core', `cluster-api:${clusterApi}`],
    ...['--bootstrap', `kubeadm:${clusterApi}`, '--control-plane', `kubeadm:${clusterApi}`, '--wait-providers'],
  ],
  env: topology,
});

const everything = 'clusters,machines,machinedeployments,kubeadmcontrolplanes';

/** From nothing to a management cluster that manages itself, and a bootstrap cluster that nobody needs any more. */
export const steps: readonly Step[] = [
  {
    says: 'makes a bootstrap cluster with kind, and gives it the socket of the engine',
    commands: (settings) => [
      {
        program: 'kind',
        args: ['create', 'cluster', '--name', settings.bootstrap, ...onBootstrap(settings), '--config', '-'],
        input: kindConfig,
      },
    ],
  },
  {
    says: 'installs Cluster API with its Docker provider there',
    commands: (settings) => [init(onBootstrap(settings), settings)],
  },
  {
    says: 'writes the manifest of the management cluster to be',
    commands: (settings) => [
      {
        program: 'clusterctl',
        args: [
          ...['generate', 'cluster', settings.cluster, ...onBootstrap(settings), '--flavor', 'development'],
          ...['--infrastructure', `docker:${settings.clusterApi}`, '--kubernetes-version', settings.kubernetes],
          ...['--control-plane-machine-count', '1', '--worker-machine-count', '1'],
        ],
        env: topology,
        into: files.manifest(settings),
      },
    ],
  },
  {
    says: 'applies it',
    commands: (settings) => [kubectl(['apply', ...onBootstrap(settings), '-f', files.manifest(settings)])],
    // Webhooks of what has just been installed are ready a moment later.
    patience: 120,
  },
  {
    says: 'waits until its API server answers',
    commands: ({ cluster, ...settings }) => [
      kubectl([
        ...[
          'wait',
          ...onBootstrap({ cluster, ...settings }),
          '--for=jsonpath={.status.initialization.controlPlaneInitialized}=true',
        ],
        ...[`cluster/${cluster}`, '--timeout=600s'],
      ]),
    ],
  },
  {
    says: 'fetches its kubeconfig',
    commands: (settings) => [
      {
        program: 'clusterctl',
        args: ['get', 'kubeconfig', settings.cluster, ...onBootstrap(settings)],
        into: files.target(settings),
      },
    ],
  },
  {
    says: 'gives it a network',
    commands: (settings) => [
      settings.cni === 'cilium'
        ? { program: 'cilium', args: ['install', '--kubeconfig', files.target(settings), '--wait'] }
        : kubectl(['apply', ...onTarget(settings), '-f', kindnet(settings)]),
    ],
    patience: 120,
  },
  {
    says: 'waits until its nodes are ready',
    commands: (settings) => [
      kubectl(['wait', ...onTarget(settings), '--for=condition=Ready', 'nodes', '--all', '--timeout=300s']),
    ],
    patience: 300,
  },
  {
    says: 'waits until the Cluster is available, so that nothing is being made while it moves',
    commands: (settings) => [
      kubectl([
        ...['wait', ...onBootstrap(settings), '--for=condition=Available', `cluster/${settings.cluster}`],
        '--timeout=600s',
      ]),
    ],
  },
  {
    says: 'installs Cluster API in it, too',
    commands: (settings) => [init(onTarget(settings), settings)],
  },
  {
    says: 'shows what is going to happen',
    commands: (settings) => [tsmove(['plan', ...bothSides(settings)])],
    judge: (printed) => (/^Plan: \d+ to move/mu.test(printed) ? undefined : 'there is no plan to move anything'),
  },
  {
    says: 'moves the Cluster into itself',
    commands: (settings) => [tsmove(['move', ...bothSides(settings), '--yes', '-v', '1'])],
    judge: (printed) =>
      /^Moved \d+ objects/mu.test(printed) ? undefined : 'it does not say that it has moved anything',
  },
  {
    says: 'finds nothing left in the source',
    commands: (settings) => [kubectl(['get', everything, ...onBootstrap(settings), '--all-namespaces'])],
    judge: (printed) => (printed.trim() === 'No resources found' ? undefined : 'objects are left in the source'),
  },
  {
    says: 'finds the Cluster in the target, and its machines',
    commands: (settings) => [kubectl(['get', everything, ...onTarget(settings)])],
    judge: (printed, { cluster }) =>
      printed.includes(`cluster.cluster.x-k8s.io/${cluster} `) && printed.includes('machine.cluster.x-k8s.io/')
        ? undefined
        : `there is no Cluster ${cluster} with machines in the target`,
  },
  {
    says: 'sees it available under the controllers of the target',
    commands: (settings) => [
      kubectl([
        ...['wait', ...onTarget(settings), '--for=condition=Available', `cluster/${settings.cluster}`],
        '--timeout=300s',
      ]),
    ],
  },
  {
    says: 'deletes the bootstrap cluster',
    commands: ({ bootstrap }) => [{ program: 'kind', args: ['delete', 'cluster', '--name', bootstrap] }],
  },
  {
    says: 'finds the Cluster still available without it',
    commands: (settings) => [
      kubectl([
        ...['wait', ...onTarget(settings), '--for=condition=Available', `cluster/${settings.cluster}`],
        '--timeout=120s',
      ]),
    ],
  },
];

/** What is removed in the end, however it came. The provider's containers carry kind's label: kind finds them. */
export const cleanUp: Step = {
  says: 'removes both clusters',
  commands: ({ bootstrap, cluster }) =>
    [bootstrap, cluster].map((name) => ({ program: 'kind', args: ['delete', 'cluster', '--name', name] })),
};

function bothSides(settings: Settings): readonly string[] {
  return [...onBootstrap(settings), '--to-kubeconfig', files.target(settings), '--namespace', 'default'];
}

function tsmove(args: readonly string[]): Command {
  return { program: 'tsmove', args };
}

/** What Cluster API's own end-to-end tests use, at the same release. */
function kindnet({ clusterApi }: Settings): string {
  const repository = 'https://raw.githubusercontent.com/kubernetes-sigs/cluster-api';
  return `${repository}/${clusterApi}/test/e2e/data/cni/kindnet/kindnet.yaml`;
}
