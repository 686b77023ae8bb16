import { setTimeout as sleep } from 'node:timers/promises';
import { LockedError, type Scope } from '@tsmove/move-core';
import type { JobRunFlags } from '../../../flags/job.ts';
import type { Reporter } from '../../../job/reporter.ts';
import type { Assignment } from '../../../job/shards/assignment.ts';
import type { Session } from '../../../session/session.ts';
import type { View } from '../../../view/view.ts';
import type { By, JobSides } from '../job-session.ts';

/** What one pod of a Job in shards works with. */
export interface ShardJob {
  readonly session: Session<JobRunFlags>;
  readonly sides: JobSides;
  readonly by: By;
  readonly reporter: Reporter;
  readonly namespace: string;
  readonly assignment: Assignment;
  /** The name of this pod's shard. */
  readonly shard: string;
  /** The Clusters of this pod. */
  readonly clusters: readonly string[];
}

/** True for a move between the namespaces that this Job is about. */
export function isOfJob({ namespace, session }: ShardJob, scope: Scope): boolean {
  return scope.namespace === namespace && scope.targetNamespace === session.flags.namespaceMap?.to;
}

/** How long a pod waits for others before it leaves that to the Job controller, in ms. */
const patienceMs = 600_000;
const pauseMs = 1_000;

/** Waits for other pods: each call lasts a moment. Raises what `late` makes when they take too long. */
export function waiting({
  session: { interrupts, view },
}: ShardJob): (because: string, late: () => Error) => Promise<void> {
  const since = performance.now();
  let told = '';
  return async (because, late) => {
    if (because !== told) view.show({ type: 'note', level: 0, text: because });
    told = because;
    if (performance.now() - since > patienceMs) throw late();
    try {
      await sleep(pauseMs, undefined, { signal: interrupts.signal });
    } catch (error) {
      interrupts.signal.throwIfAborted();
      throw error;
    }
  };
}

/** Does something as soon as no other move is in its way. What it does begins by looking: it is done anew each time. */
export async function whenFree<T>(job: ShardJob, what: string, work: () => Promise<T>): Promise<T> {
  const wait = waiting(job);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LockedError && error.code === 'locked')) throw error;
      await wait(`${what} waits: ${error.message}`, () => error);
    }
  }
}

/** The same, but what is planned is not told: the report is about the Clusters of the shard. */
export function besidesPlan(view: View): View {
  return {
    show(message) {
      if (message.type !== 'planned' && message.type !== 'course') view.show(message);
    },
    rest() {
      view.rest();
    },
  };
}
