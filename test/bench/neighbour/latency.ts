import { quantile } from '../result/statistics.ts';
import type { Met } from './task.ts';

/** Times of a foreign client's requests, in ms. */
export interface Latency {
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export function latencyOf(times: readonly number[]): Latency {
  const at = (share: number): number => quantile(times, share);
  return { requests: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** What several runs met, as one. */
export function joined(runs: readonly Met[]): Met {
  return {
    reads: runs.flatMap(({ reads }) => reads),
    writes: runs.flatMap(({ writes }) => writes),
    failed: runs.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** Columns of a table: values in ms, and how many times those of the quiet server they are. */
export function cellsOf(latency: Latency, quiet: Latency): readonly string[] {
  return (['p50', 'p95', 'p99'] as const).map(
    (name) => `${latency[name].toFixed(1)} ms (${(latency[name] / quiet[name]).toFixed(1)}×)`,
  );
}
