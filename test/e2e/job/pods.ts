import { randomUUID } from 'node:crypto';
import { defaults } from '@tsmove/move-core';
import type { Pair } from '../../support/control-plane/start.ts';
import { type Program, start } from '../cli/program.ts';

const home = `/api/v1/namespaces/${defaults.systemNamespace}`;

/** A Job of which the test is the controller: its pods are objects of the source and processes of this host. */
export interface PlayedJob {
  /** Starts a pod for a shard. */
  start(shard: number): Promise<PlayedPod>;
  /** What a ConfigMap of the Job holds; undefined if it is not there. */
  map(name: 'status' | 'shards'): Promise<Readonly<Partial<Record<string, string>>> | undefined>;
  /** Reasons and messages of its Events, in their order. */
  events(): Promise<readonly { readonly reason: string; readonly message: string }[]>;
}

export interface PlayedPod extends Omit<Program, 'kill'> {
  readonly name: string;
  /** Ends the process at once, and says so in the status of the pod, as a kubelet would. */
  kill(): Promise<void>;
}

export async function playJob(
  { source, target }: Pair,
  namespace: string,
  flags: readonly string[],
): Promise<PlayedJob> {
  const name = `tsmove-${namespace}`;
  const { api } = source;
  const job = await api.call<{ metadata: { uid: string } }>(
    'POST',
    `/apis/batch/v1/namespaces/${defaults.systemNamespace}/jobs`,
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { suspend: true, template: { spec: podSpec } },
    },
  );
  let count = 0;
  return {
    async start(shard) {
      const pod = `${name}-${shard.toString()}-${(count += 1).toString()}`;
      const { metadata } = await api.call<{ metadata: { uid: string } }>('POST', `${home}/pods`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pod },
        spec: podSpec,
      });
      const program = start(
        ['job', 'run', '--to-kubeconfig', target.kubeconfig, '-n', namespace, '-o', 'json', ...flags],
        {
          KUBECONFIG: source.kubeconfig,
          POD_NAMESPACE: defaults.systemNamespace,
          POD_NAME: pod,
          POD_UID: metadata.uid,
          JOB_NAME: name,
          JOB_UID: job.metadata.uid,
          JOB_COMPLETION_INDEX: shard.toString(),
        },
      );
      return {
        ...program,
        name: pod,
        async kill() {
          program.kill('SIGKILL');
          await program.ended;
          const status = { containerStatuses: [{ ...ended, name: 'tsmove' }] };
          await api.call('PATCH', `${home}/pods/${pod}/status`, { status });
        },
      };
    },
    async map(which) {
      const answer = await api.request('GET', `${home}/configmaps/${name}-${which}`);
      return answer.status === 200 ? ((answer.body as { data?: Record<string, string> }).data ?? {}) : undefined;
    },
    async events() {
      const { items } = await api.call<{ items: readonly PlayedEvent[] }>('GET', `${home}/events`);
      return items
        .filter(({ involvedObject }) => involvedObject.name === name)
        .sort((a, b) => (a.metadata.name.replace(/^.*\./, '') < b.metadata.name.replace(/^.*\./, '') ? -1 : 1))
        .map(({ reason, message }) => ({ reason, message }));
    },
  };
}

interface PlayedEvent {
  readonly metadata: { readonly name: string };
  readonly involvedObject: { readonly name: string };
  readonly reason: string;
  readonly message: string;
}

const podSpec = {
  restartPolicy: 'Never',
  // No kubelet is to look at it.
  nodeName: `nowhere-${randomUUID().slice(0, 8)}`,
  containers: [{ name: 'tsmove', image: 'tsmove' }],
};

const ended = {
  ready: false,
  restartCount: 0,
  image: 'tsmove',
  imageID: '',
  state: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
};
