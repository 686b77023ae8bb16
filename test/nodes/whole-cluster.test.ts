import { existsSync, readdirSync } from 'node:fs';
import { connect } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeList, KubeObject } from '../support/api/api.ts';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { startControlPlane, startPair } from '../support/control-plane/start.ts';
import { imageForShell, shellImage } from '../support/node/images.ts';
import { wholeClusterDriver } from '../support/node/whole-cluster.ts';
import { until } from '../support/processes/until.ts';
import { describeOnNodes } from './requirements.ts';

const pods = '/api/v1/namespaces/default/pods';
const deployments = '/apis/apps/v1/namespaces/default/deployments';

async function start(): Promise<ControlPlane> {
  return startControlPlane({ name: 'whole', driver: wholeClusterDriver([await imageForShell()]) });
}

function deployment(name: string, replicas: number): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'shell', image: shellImage, imagePullPolicy: 'Never' }] },
      },
    },
  };
}

interface Deployment extends KubeObject {
  readonly status?: { readonly availableReplicas?: number };
}

async function available({ api }: ControlPlane, name: string, replicas: number): Promise<void> {
  await until({ what: `${replicas} pods of ${name}`, timeout: 60_000 }, async () => {
    const { status } = await api.call<Deployment>('GET', `${deployments}/${name}`);
    return (status?.availableReplicas ?? 0) === replicas;
  });
}

async function podsOf({ api }: ControlPlane): Promise<readonly string[]> {
  return (await api.call<KubeList>('GET', pods)).items.map(({ metadata }) => metadata.name);
}

const cgroups = (): readonly string[] =>
  readdirSync('/sys/fs/cgroup/pids').filter((name) => name.startsWith(`tsmove-node-${process.pid}-`));

describeOnNodes('a whole cluster', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = await start();
  });

  afterAll(() => plane.stop());

  test('runs what it is told to, lets us look into it, and ends it', async () => {
    await plane.api.call('POST', deployments, deployment('shell', 3));
    await available(plane, 'shell', 3);
    const [pod = ''] = await podsOf(plane);
    const server = await connect({ kubeconfig: plane.kubeconfig, label: 'whole' });
    try {
      const command = ['sh', '-c', 'cat /proc/1/comm; echo words >&2; exit 7'];
      expect(await server.exec({ namespace: 'default', pod, command })).toEqual({
        stdout: 'sh\n',
        stderr: 'words\n',
        exitCode: 7,
      });
    } finally {
      await server.close();
    }
    await plane.api.call('PATCH', `${deployments}/shell`, { spec: { replicas: 0 } });
    await until({ what: 'the pods to be gone', timeout: 60_000 }, async () => (await podsOf(plane)).length === 0);
  });

  test('gives its pods tokens that the API server takes', async () => {
    await plane.api.call('POST', pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'asking' },
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'shell',
            image: shellImage,
            imagePullPolicy: 'Never',
            command: ['cat', '/var/run/secrets/kubernetes.io/serviceaccount/token'],
          },
        ],
      },
    });
    const log = await until({ what: 'the pod to end', timeout: 60_000 }, async () => {
      const answer = await plane.api.request('GET', `${pods}/asking/log`);
      return answer.status === 200 && String(answer.body) !== '' ? String(answer.body) : undefined;
    });
    const review = await plane.api.call<KubeObject & { readonly status: unknown }>(
      'POST',
      '/apis/authentication.k8s.io/v1/tokenreviews',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: log } },
    );
    expect(review.status).toMatchObject({
      authenticated: true,
      user: { username: 'system:serviceaccount:default:default' },
    });
  });
});

describeOnNodes('two whole clusters', () => {
  test('stand side by side, neither touches the other, and nothing is left of them', async () => {
    const pair = await startPair({ driver: wholeClusterDriver([await imageForShell()]) });
    const directories = pair.both.map(({ directory }) => directory);
    try {
      for (const plane of pair.both) await plane.api.call('POST', deployments, deployment('shell', 2));
      await Promise.all(pair.both.map((plane) => available(plane, 'shell', 2)));
      const before = await Promise.all(pair.both.map(podsOf));
      await pair.source.api.call('PATCH', `${deployments}/shell`, { spec: { replicas: 0 } });
      await until({ what: 'pods to be gone', timeout: 60_000 }, async () => (await podsOf(pair.source)).length === 0);
      expect(await podsOf(pair.target)).toEqual(before[1]);
      expect(cgroups().length).toBeGreaterThanOrEqual(2);
    } finally {
      await pair.stop();
    }
    expect(directories.filter((one) => existsSync(one))).toEqual([]);
    expect(cgroups()).toEqual([]);
  });
});
