import type { Pair } from '../support/control-plane/start.ts';
import { objectsPerCluster } from '../support/seed/seed.ts';
import { compare, type CompareOptions } from './compare.ts';
import type { Comparison } from './result/result.ts';
import { summarise } from './result/summary.ts';
import type { Setting } from './settings.ts';

/** Above it, what an API server keeps of one move (90 KiB of memory for each object) leaves no room for another. */
const mostObjectsTogether = 20_000;

/** Whether so many objects want servers of their own for each move. */
export function isTooMuchTogether({ clusters }: Pick<Setting, 'clusters'>): boolean {
  return clusters * objectsPerCluster > mostObjectsTogether;
}

/** Makes a comparison in which each contender has a pair of servers that nobody has used before. */
export async function compareApart(
  setting: Setting,
  { startPair, ...options }: Omit<CompareOptions, 'pair'> & { readonly startPair: () => Promise<Pair> },
): Promise<Comparison> {
  const parts: Comparison[] = [];
  for (const { contender, repeat } of setting.entries) {
    for (let round = 0; round < repeat; round += 1) {
      await using pair = await startPair();
      parts.push(await compare({ ...setting, entries: [{ contender, repeat: 1 }] }, { ...options, pair }));
    }
  }
  const [first] = parts;
  if (first === undefined) throw new TypeError('nobody takes part');
  const trials = parts.flatMap((part) => part.trials);
  const withRaw = parts.find(({ trials: [trial] }) => trial?.rawTimes !== undefined) ?? first;
  return {
    ...first,
    rawConcurrency: withRaw.rawConcurrency,
    rawTried: parts.flatMap(({ rawTried }) => rawTried),
    summaries: summarise(options.contenders, trials),
    trials,
    failures: parts.flatMap(({ failures }) => failures),
  };
}
