import type { Contender } from '../contenders.ts';
import type { Comparison } from '../result/result.ts';
import type { Setting } from '../settings.ts';
import type { Attempt } from '../trial/trial.ts';

type Choice = Pick<Comparison, 'rawConcurrency' | 'rawTried'>;

/** On a long way more requests have to be on it at once before the servers are the limit. */
const near = [8, 16, 32, 64];
const far = [16, 32, 64, 128];

/** More objects would say the same, and take longer. */
const mostClusters = 27;

/** Moves with each number of connections and chooses that of the fastest move: a bound may have the best of everything. */
export async function chooseConcurrency(
  contenders: readonly Contender[],
  { clusters, roundTripMs, rawConcurrency }: Setting,
  attempt: Attempt,
): Promise<Choice> {
  if (rawConcurrency !== undefined) return { rawConcurrency, rawTried: [] };
  const raw = contenders.find(({ name }) => name.startsWith('raw bound'));
  if (raw === undefined) return { rawConcurrency: 16, rawTried: [] };
  const rawTried: { concurrency: number; elapsedMs: number }[] = [];
  const candidates = roundTripMs === 0 ? near : far;
  // Twice, and the second time from the other end.
  for (const concurrency of [...candidates, ...candidates.toReversed()]) {
    const trying = { clusters: Math.min(clusters, mostClusters), rawConcurrency: concurrency };
    const trial = await attempt(`${concurrency} connections`, raw, trying);
    if (trial !== undefined) rawTried.push({ concurrency, elapsedMs: trial.elapsedMs });
  }
  const [best] = rawTried.toSorted((one, other) => one.elapsedMs - other.elapsedMs);
  return { rawConcurrency: best?.concurrency ?? 16, rawTried };
}
