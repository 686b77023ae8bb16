import type { Clock } from '../context.ts';
import type { Message, View } from '../view/view.ts';
import type { ClusterReport } from './cluster-report.ts';
import { metricsText } from './metrics.ts';
import { begunAnewNotice, leftBehindNotice, type Notice, noticeOf } from './notices.ts';
import { type JobProgress, notBegun, progressAfter } from './progress.ts';
import { dataOfShard, shardStatus, type ShardStatus } from './status-map.ts';

/** Tells the cluster, and whoever asks for metrics, what a view is shown. A move never waits for it. */
export interface Reporter {
  readonly view: View;
  /**
   * From here on it is written there; what was told before is not lost, nor what an earlier pod has said: whoever comes
   * after this one goes by it, even if this one fails before it has looked at anything.
   */
  attach(report: ClusterReport, before?: ShardStatus): void;
  /** The Clusters that are about to move; resolves when that is written, or cannot be. */
  begin(clusters: readonly string[]): Promise<void>;
  /** Clusters that nobody moves. */
  leaveBehind(clusters: readonly string[]): void;
  /** A move of an earlier pod came to nothing, and another one is about to begin. */
  beginAnew(moveId: string): void;
  metrics(): string;
  /** The end: resolves when the last is written, or cannot be. */
  finish(end: { readonly exitCode: number; readonly retried: boolean }): Promise<void>;
}

export interface ReporterOptions {
  readonly clock: Clock;
  readonly owner: string;
  readonly pod: string;
  readonly namespace: string;
  readonly shard: number;
  /** Called with a sentence when something could not be written, once for each sentence. */
  readonly onTrouble: (sentence: string) => void;
}

/** How often the ConfigMap is written while a phase lasts, in ms. */
const writeEveryMs = 3_000;

export function createReporter(options: ReporterOptions): Reporter {
  const { clock, owner, pod, namespace, shard, onTrouble } = options;
  const wall = (): number => clock.wallMs?.() ?? Date.now();
  const startedAt = wall();
  const said = new Set<string>();
  let progress: JobProgress = notBegun;
  let clusters: readonly string[] | undefined;
  let leftBehind: readonly string[] | undefined;
  let end: { readonly exitCode: number; readonly retried: boolean } | undefined;
  let report: ClusterReport | undefined;
  let before: ShardStatus | undefined;
  let notices: { readonly notice: Notice; readonly at: number }[] = [];
  let dirty = false;
  let writing: Promise<void> = Promise.resolve();
  let stopTicking = (): void => undefined;

  const metrics = (): string =>
    metricsText(progress, { namespace, shard, startedAt, now: wall(), exitCode: end?.exitCode });

  function write(): Promise<void> {
    writing = writing.then(writeOnce);
    return writing;
  }

  async function writeOnce(): Promise<void> {
    if (report === undefined) return;
    const pending = notices;
    notices = [];
    for (const { notice, at } of pending) await attempt('Events', () => report?.tell(notice, at));
    if (!dirty) return;
    dirty = false;
    const known = { clusters, leftBehind, before };
    const status = shardStatus(progress, { owner, pod, namespace, ...known, startedAt, now: wall(), end });
    await attempt('the status ConfigMap', () => report?.write(dataOfShard(shard, status, metrics())));
  }

  async function attempt(what: string, work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Whatever it is, it is no reason for a move to stop.
      const words = error instanceof Error ? error.message : String(error);
      const sentence = `${what} cannot be written, and the move goes on without: ${words}`;
      if (said.has(sentence)) return;
      said.add(sentence);
      onTrouble(sentence);
    }
  }

  return {
    view: {
      show(message: Message) {
        const earlier = progress;
        progress = progressAfter(progress, message, wall());
        dirty ||= progress !== earlier;
        const notice = noticeOf(message);
        if (notice !== undefined) notices.push({ notice, at: wall() });
        if (notice !== undefined || progress.phase !== earlier.phase) void write();
      },
      rest() {
        // Nothing of the moment is on a screen.
      },
    },
    attach(to, told) {
      report = to;
      before = told;
      stopTicking = clock.every(writeEveryMs, () => {
        // The time of a pause goes on although nothing happens.
        dirty ||= progress.pausedAt !== undefined;
        void write();
      });
    },
    begin(names) {
      clusters = names;
      dirty = true;
      return write();
    },
    leaveBehind(names) {
      leftBehind = names;
      dirty = true;
      notices.push({ notice: leftBehindNotice(names), at: wall() });
    },
    beginAnew(moveId) {
      notices.push({ notice: begunAnewNotice(moveId), at: wall() });
    },
    metrics,
    async finish(how) {
      stopTicking();
      end = how;
      dirty = true;
      await write();
    },
  };
}
