import type { Contender } from '../contenders.ts';
import { countedVerbs, type RequestCounts } from '../trial/request-counts.ts';
import type { Trial } from '../trial/trial.ts';
import { median, medianOfKnown } from './statistics.ts';

/** What the trials of one contender came to. */
export interface Summary {
  readonly contender: string;
  readonly trials: number;
  readonly medianMs: number;
  readonly fastestMs: number;
  readonly slowestMs: number;
  readonly objectsPerSecond: number;
  readonly against: string;
  /** How many times faster than the contender it is compared with; undefined if that one did not take part. */
  readonly timesFaster: number | undefined;
  readonly bound: string;
  /** How many times as long as the raw bound that sends the same writes; undefined if that one did not take part. */
  readonly timesBound: number | undefined;
  readonly requestsPerObject: RequestCounts;
  readonly processorSeconds: number | undefined;
  readonly peakMiB: number | undefined;
  readonly serverSeconds: number | undefined;
  readonly pauseWindow: { readonly medianMs: number; readonly maxMs: number };
  /** Of the raw bound: from the start of its process to its first request. */
  readonly startUpMs: number | undefined;
}

/** Sums up the trials, one summary for each contender that had some, in the given order. */
export function summarise(
  contenders: readonly Pick<Contender, 'name' | 'against' | 'bound'>[],
  trials: readonly Trial[],
): readonly Summary[] {
  const timesOf = (name: string): readonly number[] =>
    trials.filter(({ contender }) => contender === name).map(({ elapsedMs }) => elapsedMs);
  return contenders.flatMap(({ name, against, bound }): Summary[] => {
    const own = trials.filter(({ contender }) => contender === name);
    const [first] = own;
    if (first === undefined) return [];
    const times = timesOf(name);
    const medianMs = median(times);
    const [rival, least] = [medianOfKnown(timesOf(against)), medianOfKnown(timesOf(bound))];
    return [
      {
        contender: name,
        trials: own.length,
        medianMs,
        fastestMs: Math.min(...times),
        slowestMs: Math.max(...times),
        objectsPerSecond: first.objects / (medianMs / 1000),
        against,
        timesFaster: rival === undefined ? undefined : rival / medianMs,
        bound,
        timesBound: least === undefined ? undefined : medianMs / least,
        requestsPerObject: Object.fromEntries(
          countedVerbs.map((verb) => [
            verb,
            median(own.map(({ requests, objects }) => (requests[verb] ?? 0) / objects)),
          ]),
        ),
        processorSeconds: medianOfKnown(own.map(({ processorSeconds }) => processorSeconds)),
        peakMiB: medianOfKnown(own.map(({ peakMiB }) => peakMiB)),
        serverSeconds: medianOfKnown(own.map(({ serverSeconds }) => serverSeconds)),
        pauseWindow: {
          medianMs: median(own.map(({ pauseWindow }) => pauseWindow.medianMs)),
          maxMs: Math.max(...own.map(({ pauseWindow }) => pauseWindow.maxMs)),
        },
        startUpMs: medianOfKnown(own.map(({ rawTimes }) => rawTimes?.started)),
      },
    ];
  });
}
