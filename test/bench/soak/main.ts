import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createPrinter } from '../../demo/printer.ts';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { startPair } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { objectsPerCluster, seedClusters } from '../../support/seed/seed.ts';
import { countObjects } from '../trial/clear-namespace.ts';
import type { SoakTask } from './mover.ts';
import type { Sample } from './sample.ts';
import { judge, type Bound } from './verdict.ts';

const usage = `Moves the same clusters back and forth in one process, and fails if it holds more and more.

  npm run bench:soak -- [--minutes N] [--clusters N]

  --minutes N    for how long (default 60)
  --clusters N   how many clusters, of 37 objects each (default 2)`;

const printer = createPrinter();
const namespace = 'fleet';

/** A leak of one object in a move of 74 is some KiB; of one connection, a socket. */
const bounds: readonly (Bound & { readonly of: (sample: Sample) => number | undefined })[] = [
  { name: 'heap after collection', unit: 'MiB', perMove: 0.02, noise: 4, of: ({ heapMiB }) => heapMiB },
  { name: 'buffers', unit: 'MiB', perMove: 0.02, noise: 4, of: ({ externalMiB }) => externalMiB },
  { name: 'resident memory', unit: 'MiB', perMove: 0.1, noise: 32, of: ({ residentMiB }) => residentMiB },
  { name: 'open files', unit: '', perMove: 0.02, noise: 4, of: ({ files }) => files },
  { name: 'sockets among them', unit: '', perMove: 0.02, noise: 4, of: ({ sockets }) => sockets },
];

async function soak(minutes: number, clusters: number): Promise<void> {
  await using pair = await startPair({ crds: 'all' });
  const { source, target } = pair;
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  await seedClusters(source, { namespace, count: clusters });
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  const task: SoakTask = { sides: [source.kubeconfig, target.kubeconfig], namespace, minutes };
  const samples = await move(task);
  const left = await countObjects(source, namespace);
  if (left !== clusters * objectsPerCluster) throw new Error(`${left} objects are left of ${clusters} clusters`);
  show(samples);
  if (!passes(samples)) process.exitCode = 1;
}

async function move(task: SoakTask): Promise<readonly Sample[]> {
  const program = join(import.meta.dirname, 'mover.js');
  const child = spawn(process.execPath, ['--expose-gc', program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const samples: Sample[] = [];
  let said = 0;
  for await (const line of createInterface(child.stdout)) {
    const sample = JSON.parse(line) as Sample;
    samples.push(sample);
    if (sample.seconds < said + 60) continue;
    said = sample.seconds;
    printer.line(
      `${(sample.seconds / 60).toFixed(0)} min: ${sample.moves} moves, heap ${sample.heapMiB.toFixed(1)} MiB`,
    );
  }
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the moving process ended with ${String(code)} after ${samples.length} moves`);
  return samples;
}

/** Some of the samples, evenly chosen, and the last one. */
function show(samples: readonly Sample[]): void {
  const step = Math.max(1, Math.ceil(samples.length / 20));
  printer.table(
    ['moves', 'minutes', ...bounds.map(({ name, unit }) => (unit === '' ? name : `${name}, ${unit}`))],
    samples
      .filter((_, at) => at % step === 0 || at === samples.length - 1)
      .map((sample) => [
        String(sample.moves),
        (sample.seconds / 60).toFixed(1),
        ...bounds.map(({ of, unit }) => of(sample)?.toFixed(unit === '' ? 0 : 1) ?? '-'),
      ]),
  );
}

function passes(samples: readonly Sample[]): boolean {
  const verdicts = bounds.flatMap((bound) => {
    const points = samples.flatMap((sample) => {
      const value = bound.of(sample);
      return value === undefined ? [] : [{ at: sample.moves, value }];
    });
    return points.length === 0 ? [] : [judge(bound, points)];
  });
  printer.heading('The trend after the first quarter');
  printer.table(
    ['what', 'with each move', 'allowed', 'in all', 'as noise', 'verdict'],
    verdicts.map(({ bound, perMove, total, ok }) => [
      bound.name,
      `${perMove.toFixed(4)} ${bound.unit}`.trimEnd(),
      `${bound.perMove} ${bound.unit}`.trimEnd(),
      `${total.toFixed(1)} ${bound.unit}`.trimEnd(),
      `${bound.noise} ${bound.unit}`.trimEnd(),
      ok ? 'good' : 'grows',
    ]),
  );
  return verdicts.every(({ ok }) => ok);
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    clusters: { type: 'string', default: '2' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) printer.line(usage);
else await soak(Number(values.minutes), Number(values.clusters));
