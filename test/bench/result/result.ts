import type { Trial } from '../trial/trial.ts';
import type { Machine } from './machine.ts';
import type { Summary } from './summary.ts';

/** Everything that a run of the benchmark has found, as `--json` writes it. */
export interface BenchmarkResult {
  readonly formatVersion: 3;
  readonly at: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly comparisons: readonly Comparison[];
}

/** Contenders that moved as many objects over as long a way. */
export interface Comparison {
  /** When it was begun: those of one result may have been made on several days. */
  readonly at: string;
  /** Where it was made: those of one result may be of several machines. */
  readonly machine: Machine;
  readonly clusters: number;
  readonly objects: number;
  /** What the proxies were told to add to every round trip; 0: none stood in between. */
  readonly roundTripMs: number;
  /** What they really added, as measured on both sides before anything else. */
  readonly measuredRoundTripMs: readonly number[];
  /** The number of connections at which the raw bound was fastest, and the time for each that was tried. */
  readonly rawConcurrency: number;
  readonly rawTried: readonly { readonly concurrency: number; readonly elapsedMs: number }[];
  readonly summaries: readonly Summary[];
  readonly trials: readonly Trial[];
  /** Moves that failed; they are in no number. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly contender: string;
  readonly message: string;
}

/** `loopback` or `25 ms`. */
export function wayOf({ roundTripMs }: Pick<Comparison, 'roundTripMs'>): string {
  return roundTripMs === 0 ? 'loopback' : `${roundTripMs} ms round trip`;
}
