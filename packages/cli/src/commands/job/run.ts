import { ApiError, type ApiServer, BlockedError, LockedError } from '@tsmove/move-core';
import type { CliContext } from '../../context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { isSharded, type JobRunFlags, jobRunGroups, jobRunProblems } from '../../flags/job.ts';
import { namespaceOf } from '../../flags/scope.ts';
import { type ClusterReport, clusterReport } from '../../job/cluster-report.ts';
import { type MetricsEndpoint, openMetricsEndpoint } from '../../job/metrics-endpoint.ts';
import { ownerOf, podOf } from '../../job/pod.ts';
import { createReporter, type Reporter } from '../../job/reporter.ts';
import type { ShardStatus } from '../../job/status-map.ts';
import { isWorthRetrying } from '../../job/worth-retrying.ts';
import { conduct } from '../../session/conduct.ts';
import type { Session } from '../../session/session.ts';
import { stoppingAndLeaving, stoppingAndUndoing } from '../../session/stop-words.ts';
import { moveView } from '../../view/choose.ts';
import { allViews } from '../../view/view.ts';
import { EndedEarly } from '../../errors/ended-early.ts';
import { resumeOrStart } from './resume-or-start.ts';
import { moveInShards } from './shards/move-in-shards.ts';

/** `tsmove job run` */
export async function runJobRun(this: CliContext, given: JobRunFlags): Promise<void> {
  const pod = podOf(this.process.env);
  const reporter = createReporter({
    clock: this.clock,
    owner: pod === undefined ? '' : ownerOf(pod),
    pod: pod?.name ?? '',
    namespace: namespaceOf(given) ?? '',
    shard: pod?.shard ?? 0,
    onTrouble: (sentence) => {
      this.process.stderr.write(`${sentence}\n`);
    },
  });
  let notNow = false;
  let close: () => Promise<void> = () => Promise.resolve();
  try {
    await conduct(this, given, {
      groups: jobRunGroups,
      problems: jobRunProblems,
      view: (context, flags) => allViews([moveView(context, flags, flags.output ?? 'table'), reporter.view]),
      work: async (session) => {
        const opened = await openReports(this, session, reporter);
        close = () => opened.close();
        try {
          const around = { pod, reporter, before: opened.before };
          return await (isSharded(session.flags)
            ? moveInShards(session, { ...around, own: opened.own })
            : resumeOrStart(session, around));
        } catch (error) {
          notNow = error instanceof BlockedError || (error instanceof LockedError && error.code === 'locked');
          throw error;
        }
      },
      exitCode: (usual) => (notNow && usual === exitCodes.refused ? exitCodes.notNow : usual),
      stopping: ({ onFailure }) => (onFailure === 'stop' ? stoppingAndLeaving : stoppingAndUndoing),
    });
  } finally {
    const exitCode = typeof this.process.exitCode === 'number' ? this.process.exitCode : exitCodes.failed;
    await reporter.finish({ exitCode, retried: isWorthRetrying(exitCode) });
    await close();
  }
}

interface Reports {
  /** What an earlier pod has told. */
  readonly before: ShardStatus | undefined;
  /** The cluster of the pod; undefined outside of one. */
  readonly own: ApiServer | undefined;
  close(): Promise<void>;
}

/** Opens what a reporter tells: the cluster that the pod is in, and whoever asks for metrics. */
async function openReports(
  context: CliContext,
  { flags, library, view }: Session<JobRunFlags>,
  reporter: Reporter,
): Promise<Reports> {
  const pod = podOf(context.process.env);
  let endpoint: MetricsEndpoint | undefined;
  if (flags.metrics !== undefined) {
    try {
      endpoint = await openMetricsEndpoint(flags.metrics, () => reporter.metrics());
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new EndedEarly(`--metrics: ${words}`, exitCodes.usage, 'Give an address that is free.');
    }
    view.show({ type: 'note', level: 0, text: `Metrics are at port ${endpoint.port}, /metrics` });
  }
  if (pod === undefined) {
    view.show({ type: 'note', level: 0, text: 'This is no pod of a Job: there are no Events and no status ConfigMap' });
    return { before: undefined, own: undefined, close: async () => endpoint?.close() };
  }
  // Of its own, and not the move's: what is reported has to get through when the move's requests do not.
  const server = await library.connect({
    label: 'the cluster of the pod',
    env: context.process.env,
    homeDir: context.homeDir,
    hideApiWarnings: 'all',
  });
  const report = clusterReport({
    server,
    pod,
    name: flags.statusName ?? `${pod.job?.name ?? pod.name}-status`,
    shards: flags.shards ?? 1,
  });
  const close = async (): Promise<void> => {
    await endpoint?.close();
    await server.close();
  };
  try {
    const before = await readBefore(report);
    reporter.attach(report, before);
    return { before, own: server, close };
  } catch (error) {
    // Nothing is written over what could not be read.
    await close();
    throw error;
  }
}

/** Who may not read it begins as if there had been none. */
async function readBefore(report: ClusterReport): Promise<ShardStatus | undefined> {
  try {
    return await report.before();
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}
