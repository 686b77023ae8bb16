import type { JobProgress } from './progress.ts';
import { pauseWindow } from './progress.ts';

/** How it stands with one shard, as the status ConfigMap keeps it. */
export interface ShardStatus {
  readonly formatVersion: 1;
  readonly state: ShardState;
  /** The UID of the Job, or of a pod that has none: what another of the same name wrote does not count. */
  readonly owner: string;
  /** The pod that has written this. */
  readonly pod: string;
  readonly namespace: string;
  /** The Clusters that it moves; absent until the first plan. */
  readonly clusters?: readonly string[];
  /** Clusters that no shard moves, because they came after the Clusters were divided. */
  readonly leftBehind?: readonly string[];
  readonly move?: string;
  readonly resumed: boolean;
  readonly phase?: string;
  readonly done: number;
  readonly total: number;
  readonly objects: number;
  readonly failures: number;
  readonly committed: boolean;
  readonly pauseWindowSeconds?: number;
  readonly outcome?: string;
  readonly exitCode?: number;
  readonly code?: string;
  readonly message?: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly finishedAt?: string;
}

export type ShardState = 'Running' | 'Succeeded' | 'Failed' | 'WillRetry';

/** What is known besides the progress. */
export interface StatusContext {
  readonly owner: string;
  readonly pod: string;
  readonly namespace: string;
  readonly clusters: readonly string[] | undefined;
  readonly leftBehind?: readonly string[] | undefined;
  readonly startedAt: number;
  readonly now: number;
  /** What an earlier pod has written: it holds until this one knows better. */
  readonly before?: ShardStatus | undefined;
  /** How it has ended; undefined while it runs. */
  readonly end: { readonly exitCode: number; readonly retried: boolean } | undefined;
}

export function shardStatus(progress: JobProgress, context: StatusContext): ShardStatus {
  const { phase, outcome, failure } = progress;
  const { before } = context;
  const moveId = progress.moveId ?? before?.move;
  const clusters = context.clusters ?? before?.clusters;
  const leftBehind = context.leftBehind ?? before?.leftBehind;
  const objects = [...progress.planned.values()].reduce((sum, count) => sum + count, 0);
  const window = pauseWindow(progress, context.now);
  const at = new Date(context.now).toISOString();
  return {
    formatVersion: 1,
    state: stateOf(context.end),
    owner: context.owner,
    pod: context.pod,
    namespace: context.namespace,
    ...(clusters === undefined ? {} : { clusters }),
    ...(leftBehind === undefined ? {} : { leftBehind }),
    ...(moveId === undefined ? {} : { move: moveId }),
    resumed: progress.resumed,
    ...(phase === undefined ? {} : { phase }),
    done: progress.done,
    total: progress.total,
    // Nothing is planned of what has moved already.
    objects: objects === 0 ? (before?.objects ?? 0) : objects,
    failures: progress.failures,
    committed: progress.committed || (progress.moveId === undefined && before?.committed === true),
    ...(window === undefined ? {} : { pauseWindowSeconds: Math.round(window * 1000) / 1000 }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(context.end === undefined ? {} : { exitCode: context.end.exitCode }),
    ...(failure === undefined ? {} : { code: failure.code, message: failure.message }),
    startedAt: new Date(context.startedAt).toISOString(),
    updatedAt: at,
    ...(context.end === undefined ? {} : { finishedAt: at }),
  };
}

function stateOf(end: StatusContext['end']): ShardState {
  if (end === undefined) return 'Running';
  if (end.exitCode === 0) return 'Succeeded';
  return end.retried ? 'WillRetry' : 'Failed';
}

/** The key of a shard in the ConfigMap. */
export function shardKey(shard: number): string {
  return `shard-${shard}.json`;
}

export function metricsKey(shard: number): string {
  return `shard-${shard}.prom`;
}

/** What `kubectl get configmap -o jsonpath='{.data.state}'` shows: how it stands with all shards together. */
export interface Summary {
  readonly state: ShardState;
  readonly shards: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly objects: number;
  readonly clusters: number;
  /** As the shard that looked last has found; absent if there are none. */
  readonly leftBehind?: readonly string[];
}

/**
 * All shards in one: failed as soon as one has failed for good, successful when each of them is. A shard that has not
 * written yet counts as running.
 */
export function summaryOf(statuses: readonly (ShardStatus | undefined)[]): Summary {
  const known = statuses.filter((one) => one !== undefined);
  const count = (state: ShardState): number => known.filter((one) => one.state === state).length;
  const succeeded = count('Succeeded');
  const failed = count('Failed');
  const leftBehind = [...new Set(known.flatMap((one) => one.leftBehind ?? []))].sort();
  const running = statuses.length - succeeded - failed - count('WillRetry');
  return {
    state: succeeded === statuses.length ? 'Succeeded' : failed > 0 ? 'Failed' : running > 0 ? 'Running' : 'WillRetry',
    shards: statuses.length,
    succeeded,
    failed,
    objects: known.reduce((sum, { objects }) => sum + objects, 0),
    clusters: known.reduce((sum, { clusters = [] }) => sum + clusters.length, 0),
    ...(leftBehind.length === 0 ? {} : { leftBehind }),
  };
}

/** What a shard wrote before, if it can be read; what cannot is as if it had not been written. */
export function parseShardStatus(text: string | undefined): ShardStatus | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<ShardStatus> | null;
    if (value === null || typeof value !== 'object' || value.formatVersion !== 1) return undefined;
    return value as ShardStatus;
  } catch {
    return undefined;
  }
}

/** The data of the ConfigMap that changes when one shard writes. */
export function dataOfShard(shard: number, status: ShardStatus, metrics: string): Readonly<Record<string, string>> {
  return { [shardKey(shard)]: JSON.stringify(status), [metricsKey(shard)]: metrics };
}
