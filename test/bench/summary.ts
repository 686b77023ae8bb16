import type { Contender } from './contenders.ts';
import { countedVerbs, type RequestCounts } from './request-counts.ts';
import { median } from './statistics.ts';
import type { Trial } from './trial.ts';

/** What the trials of one contender came to. */
export interface Summary {
  readonly contender: string;
  readonly medianMs: number;
  readonly fastestMs: number;
  readonly slowestMs: number;
  readonly objectsPerSecond: number;
  /** How many times faster than the contender it is compared with. */
  readonly ratio: number;
  readonly against: string;
  readonly requestsPerObject: RequestCounts;
}

/** Sums up the trials, one summary for each contender that had some, in the given order. */
export function summarise(contenders: readonly Contender[], trials: readonly Trial[]): readonly Summary[] {
  const timesOf = (name: string): readonly number[] =>
    trials.filter(({ contender }) => contender === name).map(({ elapsedMs }) => elapsedMs);
  return contenders.flatMap(({ name, against }) => {
    const own = trials.filter(({ contender }) => contender === name);
    const [first] = own;
    if (first === undefined) return [];
    const times = timesOf(name);
    const medianMs = median(times);
    return {
      contender: name,
      medianMs,
      fastestMs: Math.min(...times),
      slowestMs: Math.max(...times),
      objectsPerSecond: first.objects / (medianMs / 1000),
      ratio: median(timesOf(against)) / medianMs,
      against,
      requestsPerObject: Object.fromEntries(
        countedVerbs.map((verb) => [verb, median(own.map(({ requests, objects }) => (requests[verb] ?? 0) / objects))]),
      ),
    };
  });
}
