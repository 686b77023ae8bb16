import type { JobProgress } from './progress.ts';
import { pauseWindow } from './progress.ts';

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly (readonly [labels: Labels, value: number])[];
}

/** What the metrics say besides the progress. */
export interface MetricContext {
  readonly namespace: string;
  readonly shard: number;
  /** ms of the wall clock. */
  readonly startedAt: number;
  readonly now: number;
  /** Undefined while it runs. */
  readonly exitCode: number | undefined;
}

/** The content type of the text. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** The progress of a Job in Prometheus' text format: every family with its help, samples in a total order. */
export function metricsText(progress: JobProgress, context: MetricContext): string {
  return families(progress, context)
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`).sort();
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function families(progress: JobProgress, context: MetricContext): readonly Family[] {
  const own = { namespace: context.namespace, shard: context.shard.toString() };
  const window = pauseWindow(progress, context.now);
  const gauge = (name: string, help: string, samples: Family['samples']): Family => ({
    name: `tsmove_${name}`,
    type: 'gauge',
    help,
    samples,
  });
  const counter = (name: string, help: string, value: number): Family => ({
    name: `tsmove_${name}`,
    type: 'counter',
    help,
    samples: [[own, value]],
  });
  return [
    gauge(
      'move_info',
      'The move that this process carries out; resumed: another process had begun it.',
      progress.moveId === undefined
        ? []
        : [[{ ...own, move: progress.moveId, resumed: progress.resumed ? 'true' : 'false' }, 1]],
    ),
    gauge(
      'move_phase',
      'The phase of the moment.',
      progress.phase === undefined ? [] : [[{ ...own, phase: progress.phase }, 1]],
    ),
    gauge('move_committed', '1 once everything was in the target and verified.', [[own, progress.committed ? 1 : 0]]),
    gauge('move_rolling_back', '1 while the move is being undone, and after it.', [
      [own, progress.rollingBack ? 1 : 0],
    ]),
    gauge(
      'objects_planned',
      'Objects of the plan.',
      [...progress.planned].map(([kind, value]) => [{ ...own, kind }, value] as const),
    ),
    gauge(
      'objects',
      'Objects done, by phase.',
      [...progress.objects].flatMap(([phase, kinds]) =>
        [...kinds].map(([kind, value]) => [{ ...own, phase, kind }, value] as const),
      ),
    ),
    counter('object_failures_total', 'Objects with which something could not be done.', progress.failures),
    counter('api_retries_total', 'Requests that failed and were tried again.', progress.retries),
    gauge('waiting', 'What is waited for: objects that are not at rest yet, or a Lease.', [
      [own, Math.max(progress.waits.length, progress.unconfirmed)],
    ]),
    gauge(
      'pause_window_seconds',
      'How long objects are paused: from the first one in the source to the last release.',
      window === undefined ? [] : [[own, window]],
    ),
    gauge('start_time_seconds', 'When this process began, in seconds since 1970.', [[own, context.startedAt / 1000]]),
    gauge(
      'exit_code',
      'How it has ended; absent while it runs.',
      context.exitCode === undefined ? [] : [[{ ...own, outcome: progress.outcome ?? 'none' }, context.exitCode]],
    ),
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(value: string): string {
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
