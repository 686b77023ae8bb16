import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createPrinter, seconds } from '../../demo/printer.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { contenders, names as known } from '../contenders.ts';
import { accessTo } from '../pause-window/watch-pauses.ts';
import type { Usage } from '../resources/measure-command.ts';
import { median } from '../result/statistics.ts';
import { startSideProcess, type SideProcess } from '../side-process/side-process.ts';
import { movedKinds } from '../trial/clear-namespace.ts';
import { tryOnce } from '../trial/trial.ts';
import { cellsOf, joined, latencyOf } from './latency.ts';
import type { ClientTask, Met } from './task.ts';

const usage = `What somebody else who uses the source notices of a move.

  npm run bench:neighbour -- [--clusters N] [--repeat N] [--idle SECONDS]

  --clusters N    how many clusters move, of 37 objects each (default 27)
  --repeat N      how often each program moves them (default 2)
  --idle SECONDS  for how long the quiet server is looked at (default 30)`;

const printer = createPrinter();
const rate = { readsPerSecond: 20, writesPerSecond: 2 };
const namespace = 'neighbour';
const configMaps = Array.from({ length: 20 }, (_, at) => `settings-${at}`);

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '27' },
    repeat: { type: 'string', default: '2' },
    idle: { type: 'string', default: '30' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function furnish({ source }: Pair): Promise<void> {
  await ensureNamespace(source, namespace);
  for (const name of configMaps) {
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: { at: '', text: 'x'.repeat(2_000) },
    };
    await source.api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, object);
  }
}

function startClient({ source }: Pair): Promise<SideProcess<Met>> {
  const task: ClientTask = { server: accessTo(source), namespace, names: configMaps, ...rate };
  return startSideProcess(join(import.meta.dirname, 'client.js'), task);
}

async function idle(pair: Pair): Promise<Met> {
  using client = await startClient(pair);
  await pause(Number(values.idle) * 1000);
  return await client.answer();
}

async function run(): Promise<void> {
  const chosen = (await contenders()).filter(({ name }) => name === known.clusterctl || name === known.tsmove);
  await using pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  await furnish(pair);
  const { source, target } = pair;
  const state = join(source.directory, 'journals');
  const bed = { pair, source: source.kubeconfig, target: target.kubeconfig, kinds: await movedKinds(source), state };
  const options = { clusters: Number(values.clusters), rawConcurrency: 16, signal: new AbortController().signal };
  for (const contender of chosen) await tryOnce(bed, contender, { ...options, clusters: 1 });
  const quiet = await idle(pair);
  printer.line(`quiet: ${quiet.reads.length} reads and ${quiet.writes.length} writes`);
  const found = new Map(chosen.map(({ name }) => [name, { met: [] as Met[], times: [] as number[] }]));
  for (let round = 0; round < Number(values.repeat); round += 1) {
    for (const contender of round % 2 === 0 ? chosen : chosen.toReversed()) {
      const own = found.get(contender.name);
      const around = async (move: () => Promise<Usage>): Promise<Usage> => {
        using client = await startClient(pair);
        const usage = await move();
        own?.met.push(await client.answer());
        return usage;
      };
      const trial = await tryOnce(bed, contender, { ...options, around });
      printer.line(`round ${round + 1}: ${contender.name}: ${seconds(trial.elapsedMs)}`);
      own?.times.push(trial.elapsedMs);
    }
  }
  const rows = [
    { name: 'nobody', met: [quiet], times: [] as number[] },
    ...[...found].map(([name, one]) => ({ name, ...one })),
  ];
  for (const kind of ['reads', 'writes'] as const) {
    printer.heading(
      `${kind === 'reads' ? 'GET and LIST' : 'PATCH'} of a foreign client, times those of a quiet server`,
    );
    printer.table(
      ['who moves', 'move', 'requests', 'p50', 'p95', 'p99'],
      rows.map(({ name, met, times }) => {
        const latency = latencyOf(joined(met)[kind]);
        const move = times.length === 0 ? '-' : seconds(median(times));
        return [name, move, String(latency.requests), ...cellsOf(latency, latencyOf(quiet[kind]))];
      }),
    );
  }
  const failed = rows.reduce((sum, { met }) => sum + joined(met).failed, 0);
  if (failed > 0) throw new Error(`${failed} requests of the foreign client were refused`);
}

if (values.help) printer.line(usage);
else await run();
