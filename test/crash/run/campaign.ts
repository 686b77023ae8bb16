import type { Bed } from '../bed/bed.ts';
import type { CaseResult, CrashCase } from './crash-case.ts';
import { runCase } from './run-case.ts';

/** Names of namespaces, never the same twice. The words are found nowhere else, so that they can be taken out of names. */
export function namespaces(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `crash-${prefix}-${String(count).padStart(5, '0')}`;
  };
}

export interface CampaignOptions {
  readonly beds: readonly Bed[];
  /** Cases at once on each pair. */
  readonly parallel: number;
  readonly next: () => string;
  readonly done: (result: CaseResult, count: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs all cases, several at once, and hands over each result as it comes. */
export async function runCampaign(
  cases: readonly CrashCase[],
  options: CampaignOptions,
): Promise<readonly CaseResult[]> {
  const waiting = cases.values();
  const results: CaseResult[] = [];
  await Promise.all(
    options.beds.flatMap((bed) =>
      Array.from({ length: options.parallel }, async () => {
        for (const one of waiting) {
          if (options.signal?.aborted === true) return;
          const result = await runCase(bed, options.next(), one);
          results.push(result);
          options.done(result, results.length);
        }
      }),
    ),
  );
  return results;
}
