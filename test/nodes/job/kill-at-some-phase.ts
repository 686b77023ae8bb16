import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/processes/until.ts';
import { type JobBed, type JobPod, killContainer, type RunningJob } from './bed.ts';

/** What the status ConfigMap says of a shard, as far as tests look at it. */
export interface ShardStatus {
  readonly state: string;
  readonly pod: string;
  readonly move?: string;
  readonly resumed: boolean;
  readonly phase?: string;
  readonly committed: boolean;
  readonly outcome?: string;
  readonly exitCode?: number;
}

const order = ['preflight', 'lock', 'hold', 'wait', 'create', 'verify', 'seal', 'retire', 'release'];
/** Where a pod is killed: what is before the lock leaves nothing to go on with. */
const phases = order.slice(order.indexOf('hold'), order.indexOf('release'));

export function shardOf(data: Readonly<Partial<Record<string, string>>>): ShardStatus | undefined {
  return data['shard-0.json'] === undefined ? undefined : (JSON.parse(data['shard-0.json']) as ShardStatus);
}

export interface Killing {
  readonly first: JobPod;
  /** False: it was over before it could be killed. */
  readonly killed: boolean;
  /** In words, for whoever reads of a failure. */
  readonly when: string;
}

/** Kills the first pod of a Job within a second of its having come to a phase, chosen at random. */
export async function killAtSomePhase(bed: JobBed, job: RunningJob): Promise<Killing> {
  const first = await job.running();
  const phase = phases[Math.floor(Math.random() * phases.length)] ?? 'create';
  await until({ what: `the move to come to ${phase}`, timeout: 240_000, interval: 20 }, async () => {
    const at = shardOf(await job.status())?.phase;
    return at !== undefined && order.indexOf(at) >= order.indexOf(phase);
  });
  const after = Math.round(Math.random() * 1_000);
  await pause(after);
  const killed = await killContainer(bed.here, first);
  return { first, killed, when: `killed ${after} ms after it had come to ${phase}` };
}
