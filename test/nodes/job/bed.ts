import { join } from 'node:path';
import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import { run } from '../../support/binaries/run.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { type Pair, startControlPlane } from '../../support/control-plane/start.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { debianProgram } from '../../support/node/debian-packages.ts';
import type { Image } from '../../support/node/images.ts';
import { wholeClusterDriver } from '../../support/node/whole-cluster.ts';
import { until } from '../../support/processes/until.ts';
import { pauseAcknowledger } from '../../support/stand-ins/pause-acknowledger.ts';
import { tsmove } from '../../e2e/cli/program.ts';
import { kubeconfigOfMover } from './other-side.ts';

/** Where Jobs, Leases and journals are. */
export const home = 'tsmove-system';

type Side = 'source' | 'target';

/** A whole cluster in which the Jobs run, and an API server of the other side that they reach over the host's network. */
export interface JobBed extends AsyncDisposable {
  readonly pair: Pair;
  /** The side of the pair that the Jobs run in. */
  readonly here: ControlPlane;
  /** Renders the Job of a move, and applies it as a user would, with what this test bed needs on top; or `install` does it. */
  startJob(namespace: string, flags?: readonly string[], install?: Install): Promise<RunningJob>;
}

/** Puts a Job and its roles into the cluster; `render` is `tsmove job render` for it. */
export type Install = (render: (format: 'json' | 'values') => Promise<string>) => Promise<void>;

export interface RunningJob {
  readonly name: string;
  /** Resolves when the Job controller says that it is over. */
  ended(): Promise<'Complete' | 'Failed'>;
  pods(): Promise<readonly JobPod[]>;
  /** Waits until a pod of the Job runs, other than these. */
  running(except?: readonly string[]): Promise<JobPod>;
  /** What the status ConfigMap holds; empty before it is there. */
  status(): Promise<Readonly<Partial<Record<string, string>>>>;
  /** The reasons of the Job's Events, in their order. */
  reasons(): Promise<readonly string[]>;
  log(pod: string): Promise<string>;
}

export interface JobPod extends KubeObject {
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly containerID?: string;
      readonly state: {
        readonly running?: object;
        readonly terminated?: { readonly exitCode: number; readonly reason?: string };
      };
    }[];
  };
}

export async function startJobBed(image: Image, podsIn: Side = 'source'): Promise<JobBed> {
  const withNode = { driver: wholeClusterDriver([image]) };
  const started = await Promise.allSettled([
    startControlPlane({ name: 'source', crds: 'all', ...(podsIn === 'source' ? withNode : {}) }),
    startControlPlane({ name: 'target', crds: 'all', ...(podsIn === 'target' ? withNode : {}) }),
  ]);
  const planes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const [source, target] = planes;
  const stopAll = async (): Promise<void> => {
    await Promise.all(planes.map((plane) => plane.stop()));
  };
  if (source === undefined || target === undefined) {
    await stopAll();
    throw new Error(started.map((one) => (one.status === 'rejected' ? String(one.reason) : '')).join('\n'));
  }
  await Promise.all([source, target].map((plane) => installInventory(plane)));
  await Promise.all([source, target].map((plane) => ensureNamespace(plane, home)));
  const acknowledger = await pauseAcknowledger(source);
  const stop = async (): Promise<void> => {
    await acknowledger.stop();
    await stopAll();
  };
  const pair: Pair = { source, target, both: [source, target], stop, [Symbol.asyncDispose]: stop };
  return {
    pair,
    here: pair[podsIn],
    startJob: (namespace, flags = [], install) => startJob({ pair, podsIn, image }, namespace, flags, install),
    [Symbol.asyncDispose]: stop,
  };
}

async function startJob(
  { pair, podsIn, image }: { readonly pair: Pair; readonly podsIn: Side; readonly image: Image },
  namespace: string,
  flags: readonly string[],
  install?: Install,
): Promise<RunningJob> {
  const { source, target } = pair;
  const [here, elsewhere] = podsIn === 'source' ? ([source, 'target'] as const) : ([target, 'source'] as const);
  await ensureNamespace(target, namespace);
  const sides = ['--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig, '-n', namespace];
  const render = async (format: 'json' | 'values'): Promise<string> => {
    const rendered = await tsmove([
      ...['job', 'render', ...sides, '--this-side', podsIn],
      ...['--image', image.name, '--pull-policy', 'Never', '-o', format, '--quiet', ...flags],
    ]);
    if (rendered.code !== 0) throw new Error(rendered.stderr);
    return rendered.stdout;
  };
  const name = `tsmove-${namespace}`;
  const asked = [...sides, '--journal', 'cluster', `--${elsewhere}-only`];
  const kubeconfig = await kubeconfigOfMover(pair[elsewhere], `${name}-mover`, asked);
  await here.api.call('POST', `/api/v1/namespaces/${home}/secrets`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${name}-other-side` },
    data: { kubeconfig: Buffer.from(kubeconfig).toString('base64') },
  });
  await (install ?? ((how) => applyRendered(here, how)))(render);
  return runningJob(here, name);
}

async function applyRendered(here: ControlPlane, render: Parameters<Install>[0]): Promise<void> {
  const { items } = JSON.parse(await render('json')) as { readonly items: readonly KubeObject[] };
  for (const item of items) await apply(here, item.kind === 'Job' ? onHostNetwork(here, item) : item);
}

async function apply(plane: ControlPlane, object: KubeObject): Promise<void> {
  const group = object.apiVersion.includes('/') ? object.apiVersion.replace(/\/.*/, '') : '';
  const resource = await plane.kinds.find(object.kind, group);
  const answer = await plane.api.request('POST', pathOf(resource, object.metadata.namespace), object);
  if (answer.status !== 201 && answer.status !== 409) {
    throw new Error(`${object.kind}/${object.metadata.name}: ${JSON.stringify(answer.body)}`);
  }
}

/** The API servers of the test bed listen on the loopback of the host, and no Service leads to them. */
function onHostNetwork(plane: ControlPlane, job: KubeObject): KubeObject {
  const changed = structuredClone(job) as unknown as {
    spec: { template: { spec: Record<string, unknown> & { containers: { env: object[] }[] } } };
  };
  const { spec } = changed.spec.template;
  spec['hostNetwork'] = true;
  spec.containers[0]?.env.push(
    { name: 'KUBERNETES_SERVICE_HOST', value: '127.0.0.1' },
    { name: 'KUBERNETES_SERVICE_PORT', value: new URL(plane.url).port },
  );
  return changed as unknown as KubeObject;
}

interface Job extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function runningJob({ api }: ControlPlane, name: string): RunningJob {
  const inHome = `/api/v1/namespaces/${home}`;
  const pods = async (): Promise<readonly JobPod[]> => {
    const { items } = await api.call<KubeList>('GET', `${inHome}/pods?labelSelector=job-name%3D${name}`);
    return items as readonly JobPod[];
  };
  const log = async (pod: string): Promise<string> =>
    String((await api.request('GET', `${inHome}/pods/${pod}/log`)).body);
  const tell = async (): Promise<string> => {
    const all = await pods();
    const logs = await Promise.all(
      all.map(async ({ metadata }) => `--- ${metadata.name}\n${await log(metadata.name)}`),
    );
    return `${JSON.stringify(all.map(({ status }) => status))}\n${logs.join('\n')}`;
  };
  return {
    name,
    pods,
    log,
    async ended() {
      const end = until({ what: `the Job ${name} to be over`, timeout: 300_000, interval: 250 }, async () => {
        const job = await api.call<Job>('GET', `/apis/batch/v1/namespaces/${home}/jobs/${name}`);
        const over = job.status?.conditions?.find(
          ({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'),
        );
        return over?.type as 'Complete' | 'Failed' | undefined;
      });
      return end.catch(async (error: unknown) => {
        throw new Error(`${String(error)}\n${await tell()}`, { cause: error });
      });
    },
    async running(except = []) {
      const found = until({ what: `a pod of ${name} to run`, timeout: 180_000, interval: 50 }, async () =>
        (await pods()).find(
          ({ metadata, status }) =>
            !except.includes(metadata.name) && status.containerStatuses?.[0]?.state.running !== undefined,
        ),
      );
      return found.catch(async (error: unknown) => {
        throw new Error(`${String(error)}\n${await tell()}`, { cause: error });
      });
    },
    async status() {
      const answer = await api.request('GET', `${inHome}/configmaps/${name}-status`);
      return answer.status === 200 ? ((answer.body as { data?: Record<string, string> }).data ?? {}) : {};
    },
    async reasons() {
      const { items } = await api.call<KubeList>('GET', `${inHome}/events`);
      return items
        .filter(
          (one) =>
            (one['involvedObject'] as { name?: string }).name === name &&
            one['reportingComponent'] === 'tsmove.dev/job',
        )
        .sort((a, b) => (a.metadata.name.replace(/^.*\./, '') < b.metadata.name.replace(/^.*\./, '') ? -1 : 1))
        .map((one) => String(one['reason']));
    },
  };
}

/** Ends the container of a pod at once, as the kernel does when memory is short; false if it was over before. */
export async function killContainer(plane: ControlPlane, pod: JobPod): Promise<boolean> {
  const id = pod.status.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? '';
  const socket = join(plane.directory, 'node', 'containerd.sock');
  const args = ['--address', socket, '--namespace', 'k8s.io', 'task', 'kill', '--signal', 'SIGKILL', id];
  try {
    await run(await debianProgram('ctr'), args);
    return true;
  } catch (error) {
    if (/not found|already finished/.test(String(error))) return false;
    throw error;
  }
}
