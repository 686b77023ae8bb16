import type { Printer } from '../../demo/printer.ts';
import type { Machine } from './machine.ts';
import { wayOf, type BenchmarkResult, type Comparison } from './result.ts';
import { tablesOf } from './tables.ts';

export function printMachines(machines: readonly Machine[], versions: BenchmarkResult['versions'], to: Printer): void {
  to.heading('Where');
  for (const line of whereLines(machines, versions)) to.line(line);
}

/** Without them the numbers say nothing. */
export function whereLines(machines: readonly Machine[], versions: BenchmarkResult['versions']): readonly string[] {
  const version = (program: string): string => `${program} ${versions[program] ?? 'unknown'}`;
  const lines = machines.map(
    ({ processor, cores, memoryGiB, system, node }) =>
      `${processor}, ${cores} cores, ${memoryGiB} GiB; ${system}; Node ${node}`,
  );
  return [
    ...new Set(lines),
    `${version('clusterctl')}; ${version('kube-apiserver')}; ${version('etcd')}; all on the same machine`,
  ];
}

export function printComparison(comparison: Comparison, printer: Printer): void {
  printer.heading(titleOf(comparison));
  for (const { title, headings, rows } of tablesOf(comparison)) {
    printer.line(`\n${title}:\n`);
    printer.table(headings, rows);
  }
}

/** `999 objects of 27 clusters, 12 moves in turns, loopback, 2026-11-30, AMD EPYC, load before 1.6`. */
export function titleOf(comparison: Comparison): string {
  const { at, machine, objects, clusters, trials } = comparison;
  const moves = trials.length === 1 ? 'one move' : `${trials.length} moves in turns`;
  return `${objects} objects of ${clusters} clusters, ${moves}, ${wayOf(comparison)}, ${at.slice(0, 10)}, ${machine.processor}, load before ${machine.load}`;
}
