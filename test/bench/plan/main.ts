import { join } from 'node:path';
import { createPrinter } from '../../demo/printer.ts';
import { objectsPerCluster } from '../../support/seed/seed.ts';
import { measureCommand } from '../resources/measure-command.ts';
import { growth, type Planning } from './planning.ts';

const usage = `Plans moves of many objects in memory, and says how long it takes and whether the time grows as their number does.

  npm run bench:plan -- [OBJECTS…]     (default 10000 100000)`;

const printer = createPrinter();

async function measure(objects: number): Promise<Planning> {
  const clusters = Math.ceil(objects / objectsPerCluster);
  const args = ['--expose-gc', join(import.meta.dirname, 'measure.js'), String(clusters)];
  const { output } = await measureCommand({ program: process.execPath, args, env: {} }, new AbortController().signal);
  return JSON.parse(output) as Planning;
}

const sizes = process.argv.slice(2).map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
  printer.line(usage);
} else {
  const found: Planning[] = [];
  for (const size of sizes.length === 0 ? [10_000, 100_000] : sizes) found.push(await measure(size));
  printer.table(
    ['objects', 'first plan', 'of the CPU', 'later', 'graph alone', 'objects in memory', 'plan in memory', 'peak'],
    found.map(({ objects, firstMs, firstProcessorMs, laterMs, graphMs, snapshotMiB, planMiB, peakMiB }) => [
      String(objects),
      `${firstMs.toFixed(0)} ms`,
      `${firstProcessorMs.toFixed(0)} ms`,
      `${laterMs.toFixed(0)} ms`,
      `${graphMs.toFixed(0)} ms`,
      `${snapshotMiB.toFixed(0)} MiB`,
      `${planMiB.toFixed(0)} MiB`,
      peakMiB === undefined ? '-' : `${peakMiB.toFixed(0)} MiB`,
    ]),
  );
  const [few, many] = [found[0], found.at(-1)];
  if (few !== undefined && many !== undefined && few !== many)
    printer.line(
      `\nAn object takes ${growth(few, many).toFixed(2)} times as long among ${many.objects} as among ${few.objects}.`,
    );
}
