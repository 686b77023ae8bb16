import type { KubeObject } from '../api/api.ts';
import { createObject } from '../api/create-object.ts';
import type { ManagerProgram } from '../binaries/pinned.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { imageOf } from '../node/images.ts';
import { lastingPorts } from '../processes/free-ports.ts';
import { until } from '../processes/until.ts';
import { coreCommand, type CoreProgram } from './core-managers.ts';
import { certificatesInPod, managersHome, managerWorkload } from './manager-workload.ts';
import { registerWebhooks, type Registered } from './register-webhooks.ts';

const namespace = 'cluster-api-managers';

/** A manager that runs as a pod of a Deployment in the cluster that it looks after. */
export interface ManagerDeployment {
  readonly program: ManagerProgram;
  readonly webhookPort: number;
  /** Runs its pod, and has its webhooks asked; resolves when it is ready. */
  start(): Promise<void>;
  /** Takes its webhooks away, then its pod; resolves when that is gone. */
  stop(): Promise<void>;
}

/** Makes Deployments of these managers in a whole cluster, whose node has their images. None has a pod yet. */
export async function deployManagers(
  plane: ControlPlane,
  programs: readonly CoreProgram[],
): Promise<readonly ManagerDeployment[]> {
  for (const object of managersHome(plane, namespace)) await createObject(plane, object);
  return Promise.all(programs.map((program) => deploy(plane, program)));
}

async function deploy(plane: ControlPlane, program: CoreProgram): Promise<ManagerDeployment> {
  const [health = 0, webhookPort = 0] = await lastingPorts(2);
  const { args, env } = coreCommand(program);
  // Without a kubeconfig it asks its pod's ServiceAccount who it is.
  const place = { kubeconfig: '', directory: '/tmp', certificates: certificatesInPod, healthPort: health, webhookPort };
  const pod = { image: imageOf(program), args: args(place), env: env?.(place) ?? {}, replicas: 0, health, plane };
  await createObject(plane, managerWorkload('Deployment', { namespace, name: program }, pod));
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${program}`;
  const scale = async (replicas: 0 | 1): Promise<void> => {
    await plane.api.call('PATCH', path, { spec: { replicas } });
    await until({ what: `${replicas} pods of ${program} in the ${plane.name}`, timeout: 120_000, interval: 250 }, () =>
      hasPods(plane, path, program, replicas),
    );
  };
  let registered: Registered | undefined;
  return {
    program,
    webhookPort,
    async start() {
      await scale(1);
      registered = await registerWebhooks(plane, program, webhookPort);
    },
    async stop() {
      await registered?.remove();
      await scale(0);
    },
  };
}

async function hasPods({ api }: ControlPlane, path: string, program: string, replicas: number): Promise<boolean> {
  if (replicas === 0) {
    const pods = `/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${program}`;
    return (await api.call<{ items: readonly unknown[] } & KubeObject>('GET', pods)).items.length === 0;
  }
  const { status } = await api.call<KubeObject & { status?: { availableReplicas?: number } }>('GET', path);
  return status?.availableReplicas === replicas;
}
