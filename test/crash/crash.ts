import { writeFile } from 'node:fs/promises';
import { createPrinter } from '../demo/printer.ts';
import { startBed, type Bed } from './bed/bed.ts';
import { runKills } from './kill/kill-campaign.ts';
import { readOptions, usage, type CrashOptions } from './options.ts';
import { createProgress, printForecast, printReport, type CrashReport } from './report.ts';
import { namespaces, runCampaign } from './run/campaign.ts';
import { listCases } from './run/cases.ts';
import { nameOf } from './run/crash-case.ts';

const printer = createPrinter();

/** The first stop lets the cases under way end, and prints what there is. */
const interruption = new AbortController();

async function crash(options: CrashOptions): Promise<boolean> {
  const begun = performance.now();
  const beds: Bed[] = [];
  try {
    // One after the other: a start is what these cores can do at once.
    for (let at = 0; at < options.pairs; at += 1) beds.push(await startBed());
    const [bed] = beds;
    if (bed === undefined) throw new RangeError('there is no pair');
    const next = namespaces(String(process.pid));
    if (options.kill !== undefined) {
      const seed = options.seed ?? Math.floor(Math.random() * 1_000_000);
      const { signal } = interruption;
      const results = await runKills({ bed, next, count: options.kill, seed, printer, signal });
      const failed = results.filter(({ findings }) => findings.length > 0).length;
      printer.line(`\n${results.length} processes killed, ${failed} failed`);
      return failed === 0 && results.length === options.kill;
    }
    const list = await listCases(bed, next, options);
    if (options.list) {
      for (const one of list.cases) printer.line(nameOf(one));
      return true;
    }
    printForecast(list, options.pairs * options.parallel, printer);
    const results = await runCampaign(list.cases, {
      beds,
      parallel: options.parallel,
      next,
      done: createProgress(list.cases.length, printer),
      signal: interruption.signal,
    });
    const report: CrashReport = {
      formatVersion: 1,
      at: new Date().toISOString(),
      elapsedMs: performance.now() - begun,
      recorded: list.recorded,
      results,
    };
    printReport(report, printer);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
    return results.every(({ outcome }) => outcome !== 'failed') && results.length === list.cases.length;
  } finally {
    for (const bed of beds) await bed[Symbol.asyncDispose]();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    process.stderr.write(`crash: stopped by ${signal}; what is under way ends, a second one ends it at once\n`);
    interruption.abort();
  });
}
try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) printer.line(usage);
  else if (!(await crash(options))) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`crash: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
