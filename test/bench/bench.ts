import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createPrinter } from '../demo/printer.ts';
import { binary } from '../support/binaries/binaries.ts';
import { pinned, serverPrograms } from '../support/binaries/pinned.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { sweepLater } from '../support/processes/undertaker.ts';
import { compareApart, isTooMuchTogether } from './compare-apart.ts';
import { compare } from './compare.ts';
import { contenders } from './contenders.ts';
import { readOptions, usage, type BenchmarkOptions } from './options.ts';
import { describeMachine } from './result/machine.ts';
import { printComparison, printMachines } from './result/print.ts';
import type { BenchmarkResult, Comparison } from './result/result.ts';

const printer = createPrinter();

/** Ends the contender of the moment; the servers end with this process. */
const interruption = new AbortController();

async function benchmark({ settings, json }: BenchmarkOptions): Promise<void> {
  for (const program of serverPrograms) printer.line((await binary(program)).said);
  const all = await contenders();
  const machine = describeMachine();
  const versions = Object.fromEntries(Object.entries(pinned).map(([program, { version }]) => [program, version]));
  const state = resolve('bench-results', `state-${process.pid}`);
  await mkdir(state, { recursive: true });
  sweepLater(state);
  await using pair = settings.every(isTooMuchTogether) ? undefined : await startServers();
  const comparisons: Comparison[] = [];
  try {
    for (const setting of settings) {
      const { signal } = interruption;
      const options = { contenders: all, machine, state, printer, signal };
      comparisons.push(
        pair === undefined || isTooMuchTogether(setting)
          ? await compareApart(setting, { ...options, startPair: startThriftyServers })
          : await compare(setting, { ...options, pair }),
      );
      // After each of them, so that hours of measuring are not lost with the last one.
      const result: BenchmarkResult = {
        formatVersion: 3,
        at: new Date().toISOString(),
        versions,
        comparisons,
      };
      if (json !== undefined) await writeResult(json, result);
    }
  } finally {
    await rm(state, { recursive: true, force: true });
    printMachines([machine], versions, printer);
    for (const comparison of comparisons) printComparison(comparison, printer);
  }
  if (comparisons.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

async function startServers(): Promise<Pair> {
  const pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  return pair;
}

/**
 * Go lets garbage come to as much as what is alive: two servers of 50,000 objects have no room for that. Only they are told,
 * by the environment in which they start: neither other servers nor clusterctl.
 */
async function startThriftyServers(): Promise<Pair> {
  const { GOGC: before } = process.env;
  process.env['GOGC'] = before ?? '50';
  try {
    return await startServers();
  } finally {
    if (before === undefined) delete process.env['GOGC'];
  }
}

async function writeResult(file: string, result: BenchmarkResult): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`);
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
