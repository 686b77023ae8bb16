import { seconds, type Printer } from '../../demo/printer.ts';
import { rawCommand, type Contender } from '../contenders.ts';
import type { Comparison } from '../result/result.ts';
import type { Setting } from '../settings.ts';
import { tryOnce, type Bed } from '../trial/trial.ts';

type Choice = Pick<Comparison, 'rawConcurrency' | 'rawTried'>;

/** On a long way more requests have to be on it at once before the servers are the limit. */
const near = [8, 16, 32, 64];
const far = [16, 32, 64, 128];

/** More objects would say the same, and take longer. */
const mostClusters = 27;

/** Moves with each number of connections and chooses that of the fastest move: a bound may have the best of everything. */
export async function chooseConcurrency(
  bed: Bed,
  contenders: readonly Contender[],
  { clusters, roundTripMs }: Setting,
  { printer, signal }: { readonly printer: Printer; readonly signal: AbortSignal },
): Promise<Choice> {
  const raw = contenders.filter(({ name }) => name.startsWith('raw bound'));
  const [first] = raw;
  if (first === undefined) return { rawConcurrency: 16, rawTried: [] };
  const trying: Contender = { ...first, command: rawCommand(true) };
  const rawTried: { concurrency: number; elapsedMs: number }[] = [];
  // Twice, and the second time from the other end.
  const candidates = roundTripMs === 0 ? near : far;
  for (const concurrency of [...candidates, ...candidates.toReversed()]) {
    const { elapsedMs } = await tryOnce(bed, trying, {
      clusters: Math.min(clusters, mostClusters),
      rawConcurrency: concurrency,
      signal,
    });
    rawTried.push({ concurrency, elapsedMs });
  }
  const [best] = rawTried.toSorted((one, other) => one.elapsedMs - other.elapsedMs);
  const rawConcurrency = best?.concurrency ?? 16;
  printer.line(
    `raw bound: ${rawConcurrency} connections are fastest (${rawTried.map(({ concurrency, elapsedMs }) => `${concurrency}: ${seconds(elapsedMs)}`).join(', ')})`,
  );
  return { rawConcurrency, rawTried };
}
