import * as core from '@tsmove/move-core';
import type { Provider } from '@tsmove/move-core/provider';
import { buildFleet, type Fleet, fleetKinds } from '../../../move-core/src/testing/failing-moves/fleet.ts';
import { fleetProvider } from '../../../move-core/src/testing/failing-moves/fleet-provider.ts';
import { createMemoryServer, type MemoryServer } from '../../../move-core/src/server/memory/memory-server.ts';
import type { MoveLibrary } from '../library.ts';
import { configMaps, events, pods } from '../job/types.ts';
import { type Death, mortalPod } from './mortal-pod.ts';
import { type Ran, tsmove } from './run.ts';

/** Two management clusters in memory, and pods of one Job that come one after the other. */
export interface PlayedJob {
  readonly source: MemoryServer;
  readonly target: MemoryServer;
  /** Runs a pod until it ends or dies; then its container has ended, as a kubelet says. */
  pod(options?: PodOptions): Promise<PodEnd>;
  status(): Promise<PlayedStatus>;
  /** Reasons of the Job's Events, in their order. */
  reasons(): Promise<readonly string[]>;
  /** What is left of moves on either side: Leases and journals. */
  traces(): readonly string[];
}

/** What the status ConfigMap says; empty before it is there. */
export interface PlayedStatus {
  readonly state: string | undefined;
  readonly shard: Readonly<Record<string, unknown>>;
  readonly summary: Readonly<Record<string, unknown>>;
}

export interface PodOptions {
  readonly death?: Death;
  readonly flags?: string;
  /** Its index in an Indexed Job. */
  readonly shard?: number;
  /** Changes how the pod reaches a server, by its label. */
  readonly reach?: (server: core.ApiServer) => core.ApiServer;
  /** Replaces what the library does. */
  readonly library?: Partial<MoveLibrary>;
}

export interface PodEnd {
  /** Undefined: it has died. */
  readonly ran: Ran | undefined;
  readonly writes: readonly string[];
}

const home = core.defaults.systemNamespace;
const own = 'the cluster of the pod';
/** A Cluster with its Machine, of a class. */
export const oneCluster: Fleet = {
  clusters: [
    { machines: 1, kubeconfig: true, paused: 'absent', class: 0, status: true, finalizer: true, annotated: false },
  ],
  classes: [{ elsewhere: false, template: false, paused: false, inTarget: false, annotated: false }],
  sharedSecret: false,
  systemNamespace: true,
  targetNamespaces: true,
};

export async function playJob(fleet = oneCluster): Promise<PlayedJob> {
  const kinds = [...fleetKinds, { group: '', kind: 'Pod', hasStatus: true }];
  const [source, target] = (['source', 'target'] as const).map((label) =>
    createMemoryServer({ label, kinds, namespaceLifecycle: true }),
  ) as [MemoryServer, MemoryServer];
  await buildFleet(fleet, source, target);
  let count = 0;

  return {
    source,
    target,
    async pod({ death, flags = '', shard, reach = asItIs, library: changed = {} } = {}) {
      const process = mortalPod(death);
      const name = `move-${(count += 1).toString()}`;
      source.put(podObject(name));
      const library: MoveLibrary = {
        ...core,
        createProviders: (): readonly Provider[] => [fleetProvider],
        connect({ label } = {}) {
          const server = label === 'target' ? target : source;
          return Promise.resolve(process.reach(reach(label === own ? { ...server, label: 'report' } : server)));
        },
        ...changed,
      };
      const env = {
        ...{ POD_NAMESPACE: home, POD_NAME: name, POD_UID: name, JOB_NAME: 'move', JOB_UID: 'j' },
        ...(shard === undefined ? {} : { JOB_COMPLETION_INDEX: shard.toString() }),
      };
      const line = `job run --to-kubeconfig t.yaml -n fleet ${flags}`;
      const end = await Promise.race([tsmove(line, { library, env }), process.died]);
      source.put(podObject(name, { terminated: {} }));
      return { ran: end === 'died' ? undefined : end, writes: process.writes };
    },
    async status() {
      const map = await source.get(configMaps, { namespace: home, name: 'move-status' });
      const data = (map?.['data'] ?? {}) as Readonly<Partial<Record<string, string>>>;
      const parsed = (key: string): Readonly<Record<string, unknown>> =>
        JSON.parse(data[key] ?? '{}') as Readonly<Record<string, unknown>>;
      return { state: data['state'], shard: parsed('shard-0.json'), summary: parsed('summary.json') };
    },
    async reasons() {
      return (await source.list(events, { namespace: home })).map(({ reason }) => reason as unknown as string);
    },
    traces: () =>
      [source, target].flatMap(({ label, contents }) =>
        contents()
          .filter(({ kind, metadata }) => kind === 'Lease' || metadata.name.startsWith('journal-'))
          .map(({ kind, metadata }) => `${label}: ${kind}/${metadata.name}`),
      ),
  };
}

function asItIs(server: core.ApiServer): core.ApiServer {
  return server;
}

function podObject(name: string, state: object = { running: {} }): core.KubeObject {
  return {
    apiVersion: pods.version,
    kind: pods.kind,
    metadata: { name, namespace: home, uid: name },
    spec: { restartPolicy: 'Never' },
    status: { containerStatuses: [{ name: 'tsmove', state }] as never },
  };
}
