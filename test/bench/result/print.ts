import type { Printer } from '../../demo/printer.ts';
import { wayOf, type BenchmarkResult, type Comparison } from './result.ts';
import { tablesOf } from './tables.ts';

export function printMachine(result: Pick<BenchmarkResult, 'machine' | 'versions'>, printer: Printer): void {
  printer.heading('Where');
  for (const line of machineLines(result)) printer.line(line);
}

/** Without them the numbers say nothing. */
export function machineLines({ machine, versions }: Pick<BenchmarkResult, 'machine' | 'versions'>): readonly string[] {
  const version = (program: string): string => `${program} ${versions[program] ?? 'unknown'}`;
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB; ${machine.system}; Node ${machine.node}; load before ${machine.load}`,
    `${version('clusterctl')}; ${version('kube-apiserver')}; ${version('etcd')}; all on this machine`,
  ];
}

export function printComparison(comparison: Comparison, printer: Printer): void {
  printer.heading(titleOf(comparison));
  for (const { title, headings, rows } of tablesOf(comparison)) {
    printer.line(`\n${title}:\n`);
    printer.table(headings, rows);
  }
}

/** `999 objects of 27 clusters, 12 moves in turns, loopback, 2026-11-30`. */
export function titleOf(comparison: Comparison): string {
  const { at, objects, clusters, trials } = comparison;
  const moves = trials.length === 1 ? 'one move' : `${trials.length} moves in turns`;
  return `${objects} objects of ${clusters} clusters, ${moves}, ${wayOf(comparison)}, ${at.slice(0, 10)}`;
}
