import { ApiError, type ApiServer, type KubeObject } from '@tsmove/move-core';
import type { Notice } from './notices.ts';
import { ownerOf, type Pod } from './pod.ts';
import { parseShardStatus, shardKey, type ShardStatus, summaryOf } from './status-map.ts';
import { configMaps, events } from './types.ts';

/** Keeps in the cluster what becomes of a Job: one ConfigMap for all its shards, and Events on the Job. */
export interface ClusterReport {
  /** What an earlier pod of this shard has written. */
  before(): Promise<ShardStatus | undefined>;
  /** Replaces what this shard has said, and the summary of all. */
  write(data: Readonly<Record<string, string>>): Promise<void>;
  tell(notice: Notice, at: number): Promise<void>;
}

export interface ClusterReportOptions {
  readonly server: ApiServer;
  readonly pod: Pod;
  /** The name of the ConfigMap, in the pod's namespace. */
  readonly name: string;
  readonly shards: number;
}

/** How long a report is tried, in ms: a move never waits for it for longer. */
const patience = { retryBudgetMs: 10_000 };

export function clusterReport({ server, pod, name, shards }: ClusterReportOptions): ClusterReport {
  const key = { namespace: pod.namespace, name };
  let told = 0;

  async function patch(data: Readonly<Record<string, string>>): Promise<KubeObject> {
    try {
      return await server.mergePatch(configMaps, key, { data }, patience);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
    try {
      return await server.create(configMaps, { ...emptyMap(pod, name), data }, patience);
    } catch (error) {
      // Another shard was faster.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      return server.mergePatch(configMaps, key, { data }, patience);
    }
  }

  return {
    async before() {
      const found = await server.get(configMaps, key, patience);
      const status = parseShardStatus(dataOf(found)[shardKey(pod.shard)]);
      return status?.owner === ownerOf(pod) ? status : undefined;
    },
    async write(data) {
      // Of several that end at once the last one to read sees all: everybody writes before reading.
      const all = dataOf(await patch(data));
      const summary = summaryOf(Array.from({ length: shards }, (_, shard) => parseShardStatus(all[shardKey(shard)])));
      const text = JSON.stringify(summary);
      if (all['summary.json'] !== text) await patch({ state: summary.state, 'summary.json': text });
    },
    async tell(notice, at) {
      told += 1;
      await server.create(events, eventOf(pod, notice, { at, number: told }), patience);
    },
  };
}

function emptyMap(pod: Pod, name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: pod.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'tsmove' },
      ...(pod.job === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: pod.job.name, uid: pod.job.uid }] }),
    },
  };
}

function dataOf(object: KubeObject | undefined): Readonly<Partial<Record<string, string>>> {
  return (object?.['data'] ?? {}) as Readonly<Partial<Record<string, string>>>;
}

function eventOf(
  pod: Pod,
  { type, reason, message }: Notice,
  { at, number }: { at: number; number: number },
): KubeObject {
  const time = new Date(at).toISOString();
  const seconds = time.replace(/\.\d+Z$/, 'Z');
  const { name, uid, job } = pod;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    // The time keeps names apart where a container is started again in the same pod.
    metadata: { namespace: pod.namespace, name: `${name}.${at.toString(16)}${number.toString(16).padStart(2, '0')}` },
    involvedObject:
      job === undefined
        ? { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name, uid }
        : { apiVersion: 'batch/v1', kind: 'Job', namespace: pod.namespace, name: job.name, uid: job.uid },
    type,
    reason,
    message,
    source: { component: 'tsmove' },
    reportingComponent: 'tsmove.dev/job',
    reportingInstance: name,
    firstTimestamp: seconds,
    lastTimestamp: seconds,
    count: 1,
  };
}
