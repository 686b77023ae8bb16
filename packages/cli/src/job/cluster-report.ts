import { ApiError, type ApiServer, type KubeObject } from '@tsmove/move-core';
import type { Notice } from './notices.ts';
import { ownerOf, type Pod } from './pod.ts';
import { parseShardStatus, shardKey, type ShardStatus, type Summary, summaryOf } from './status-map.ts';
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

/** So often a summary is made anew because other shards write at the same time; the next writing makes up for it. */
const summaryRounds = 20;

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
      return await server.create(configMaps, { ...beside(pod, name), data }, patience);
    } catch (error) {
      // Another shard was faster.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      return server.mergePatch(configMaps, key, { data }, patience);
    }
  }

  function summaryIn(all: ReturnType<typeof dataOf>): Summary {
    return summaryOf(
      Array.from({ length: shards }, (_, shard) => {
        const status = parseShardStatus(all[shardKey(shard)]);
        return status?.owner === ownerOf(pod) ? status : undefined;
      }),
    );
  }

  return {
    async before() {
      const found = await server.get(configMaps, key, patience);
      const status = parseShardStatus(dataOf(found)[shardKey(pod.shard)]);
      return status?.owner === ownerOf(pod) ? status : undefined;
    },
    async write(data) {
      // Of several that end at once the last one to read sees all: everybody writes before reading.
      let map: KubeObject | undefined = await patch(data);
      for (let round = 0; round < summaryRounds && map !== undefined; round += 1) {
        const summary = summaryIn(dataOf(map));
        const text = JSON.stringify(summary);
        if (dataOf(map)['summary.json'] === text) return;
        const { resourceVersion } = map.metadata;
        const change = { metadata: { resourceVersion }, data: { state: summary.state, 'summary.json': text } };
        try {
          await server.mergePatch(configMaps, key, change, patience);
          return;
        } catch (error) {
          // Another shard has written since, and what we have summed up may be older than what it has.
          if (!(error instanceof ApiError && error.status === 409)) throw error;
          map = await server.get(configMaps, key, patience);
        }
      }
    },
    async tell(notice, at) {
      told += 1;
      const message = shards === 1 ? notice.message : `shard ${pod.shard.toString()}: ${notice.message}`;
      await server.create(events, eventOf(pod, { ...notice, message }, { at, number: told }), patience);
    },
  };
}

/** A ConfigMap that goes with the Job. */
export function beside(pod: Pod, name: string): KubeObject {
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
