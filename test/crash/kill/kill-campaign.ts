import type { Printer } from '../../demo/printer.ts';
import { seconds } from '../../demo/printer.ts';
import type { Bed } from '../bed/bed.ts';
import { measureMove, runKill, type KillCase, type KillResult } from './kill-run.ts';
import { randomNumbers } from './random.ts';

export interface KillOptions {
  readonly bed: Bed;
  readonly next: () => string;
  readonly count: number;
  readonly seed: number;
  readonly printer: Printer;
  readonly signal?: AbortSignal;
}

/** Kills so many processes, each at a random moment of a move, with either journal and either way to go on in turns. */
export async function runKills({
  bed,
  next,
  count,
  seed,
  printer,
  signal,
}: KillOptions): Promise<readonly KillResult[]> {
  // The first move finds everything cold.
  await measureMove(bed, next());
  const duration = await measureMove(bed, next());
  printer.line(`a move takes ${seconds(duration)}; seed ${seed}`);
  const random = randomNumbers(seed);
  const results: KillResult[] = [];
  for (const one of killCases(count, duration, random)) {
    if (signal?.aborted === true) break;
    const result = await runKill(bed, next(), one);
    results.push(result);
    printer.line(
      `${result.findings.length === 0 ? 'well' : 'FAILED'}: ${result.name}: ${result.ending}; last it said: ${result.reached}`,
    );
    for (const finding of result.findings.slice(0, 8)) printer.line(`  ${finding}`);
  }
  return results;
}

function killCases(count: number, duration: number, random: () => number): readonly KillCase[] {
  return Array.from({ length: count }, (_, at) => ({
    afterMs: random() * duration,
    journal: at % 2 === 0 ? 'file' : 'cluster',
    how: at % 4 < 2 ? 'resume' : 'rollback',
  }));
}
