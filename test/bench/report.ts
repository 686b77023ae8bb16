import { seconds, type Printer } from '../demo/printer.ts';
import { pinned } from '../support/binaries/pinned.ts';
import type { Machine } from './machine.ts';
import { countedVerbs } from './request-counts.ts';
import type { Summary } from './summary.ts';
import type { Trial } from './trial.ts';

/** Everything that a run of the benchmark has found, as `--json` writes it. */
export interface BenchmarkResult {
  readonly formatVersion: 1;
  readonly at: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly clusters: number;
  readonly objects: number;
  readonly summaries: readonly Summary[];
  readonly trials: readonly Trial[];
}

export function resultOf(
  found: Pick<BenchmarkResult, 'machine' | 'clusters' | 'objects' | 'summaries' | 'trials'>,
): BenchmarkResult {
  return {
    formatVersion: 1,
    at: new Date().toISOString(),
    versions: Object.fromEntries(Object.entries(pinned).map(([program, { version }]) => [program, version])),
    ...found,
  };
}

/** Prints two tables: how long it took, and what was asked of the API servers. */
export function printResult(
  { machine, versions, clusters, objects, summaries, trials }: BenchmarkResult,
  printer: Printer,
): void {
  printer.heading(`${objects} objects of ${clusters} clusters, ${trials.length} moves in turns`);
  printer.line(
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB; ${machine.system}; Node ${machine.node}; load before ${machine.load}`,
  );
  printer.line(
    `clusterctl ${String(versions['clusterctl'])}; kube-apiserver ${String(versions['kube-apiserver'])}; etcd ${String(versions['etcd'])}; all on this machine, over loopback`,
  );
  printer.line('Wall time of the whole command, from start to exit:\n');
  printer.table(
    ['contender', 'median', 'from', 'to', 'objects/s', 'times faster'],
    summaries.map(({ contender, medianMs, fastestMs, slowestMs, objectsPerSecond, ratio, against }) => [
      contender,
      seconds(medianMs),
      seconds(fastestMs),
      seconds(slowestMs),
      objectsPerSecond.toFixed(0),
      contender === against ? '1' : ratio.toFixed(2),
    ]),
  );
  printer.line('\nRequests per object, both API servers together, as they count them:\n');
  printer.table(
    ['contender', ...countedVerbs, 'all'],
    summaries.map(({ contender, requestsPerObject }) => [
      contender,
      ...countedVerbs.map((verb) => (requestsPerObject[verb] ?? 0).toFixed(2)),
      Object.values(requestsPerObject)
        .reduce((sum, number) => sum + number, 0)
        .toFixed(2),
    ]),
  );
}
