import { writeFile } from 'node:fs/promises';
import { createPrinter, seconds } from '../demo/printer.ts';
import { binary } from '../support/binaries/binaries.ts';
import { serverPrograms } from '../support/binaries/pinned.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { objectsPerCluster } from '../support/seed/seed.ts';
import { contenders, type Contender } from './contenders.ts';
import { describeMachine } from './machine.ts';
import { readOptions, usage, type BenchmarkOptions } from './options.ts';
import { printResult, resultOf } from './report.ts';
import { summarise } from './summary.ts';
import { tryOnce, type Trial } from './trial.ts';

const printer = createPrinter();

/** Ends the contender of the moment; the servers end with this process. */
const interruption = new AbortController();

async function benchmark(options: BenchmarkOptions): Promise<void> {
  for (const program of serverPrograms) printer.line((await binary(program)).said);
  const chosen = choose(await contenders(), options.only);
  const machine = describeMachine();
  await using pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  const trials = await runAll(pair, chosen, options);
  const result = resultOf({
    machine,
    clusters: options.clusters,
    objects: options.clusters * objectsPerCluster,
    summaries: summarise(chosen, trials),
    trials,
  });
  printResult(result, printer);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result, undefined, 2)}\n`);
}

/** In turns, and every other round in the opposite order: what grows or warms up in the servers meets all alike. */
async function runAll(
  pair: Pair,
  chosen: readonly Contender[],
  { clusters, repeat }: BenchmarkOptions,
): Promise<readonly Trial[]> {
  const { signal } = interruption;
  // The first object of a kind costs an API server more than the next: that is nobody's merit, so it is not measured.
  for (const [at, contender] of chosen.entries()) await tryOnce(pair, contender, 1, `warm-up-${at}`, signal);
  const trials: Trial[] = [];
  for (let round = 0; round < repeat; round += 1) {
    for (const [at, contender] of (round % 2 === 0 ? chosen : chosen.toReversed()).entries()) {
      const trial = await tryOnce(pair, contender, clusters, `round-${round}-${at}`, signal);
      printer.line(
        `round ${round + 1} of ${repeat}: ${contender.name}: ${trial.objects} objects in ${seconds(trial.elapsedMs)}`,
      );
      trials.push(trial);
    }
  }
  return trials;
}

function choose(all: readonly Contender[], only: readonly string[] | undefined): readonly Contender[] {
  const names = all.map(({ name }) => name);
  const unknown = only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new TypeError(`--only: no contender is called ${unknown.join(', ')}; there are: ${names.join('; ')}`);
  return only === undefined ? all : all.filter(({ name }) => only.includes(name));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interruption.abort();
    process.stderr.write(`bench: stopped by ${signal}\n`);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}
try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) printer.line(usage);
  else await benchmark(options);
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
