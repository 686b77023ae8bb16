import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPrinter } from '../../demo/printer.ts';
import { measureCommand } from '../resources/measure-command.ts';
import type { EngineRun } from './engine-run.ts';
import { simulateFleet, type FleetOptions } from './fleet.ts';

const usage = `What becomes of moves of very many objects, and of very many moves, without any real server.

  npm run bench:scale -- [--only-simulation]

Whole moves of 999 to 100,011 objects between two servers in memory; and the pace of up to 500 moves at once into one target,
simulated with the engine's own way of finding it.`;

const printer = createPrinter();

/** Whole moves between two model servers, each in a process of its own: does an object take longer among more of them? */
async function measureEngine(): Promise<void> {
  printer.heading('One move: engine and two model servers in one process');
  const runs: EngineRun[] = [];
  for (const clusters of [27, 270, 1_350, 2_703]) {
    const args = ['--expose-gc', join(import.meta.dirname, 'engine.js'), String(clusters)];
    const { output } = await measureCommand({ program: process.execPath, args, env: {} }, new AbortController().signal);
    runs.push(JSON.parse(output) as EngineRun);
  }
  printer.table(
    ['objects', 'wall', 'cpu', 'cpu for an object', 'heap', 'heap for an object', 'peak'],
    runs.map(({ objects, elapsedMs, processorMs, heapMiB, peakMiB = 0 }) => [
      String(objects),
      `${(elapsedMs / 1_000).toFixed(1)} s`,
      `${(processorMs / 1_000).toFixed(1)} s`,
      `${(processorMs / objects).toFixed(2)} ms`,
      `${heapMiB.toFixed(0)} MiB`,
      `${((heapMiB * 1_024) / objects).toFixed(1)} KiB`,
      `${peakMiB.toFixed(0)} MiB`,
    ]),
  );
}

/** What the writes of an object cost the target, in ms of its processor: a POST, a status, the managers. */
const writesMs = [3, 4, 5];

const fleet: Omit<FleetOptions, 'movers' | 'objectsEach'> = {
  server: { processors: 8, seats: 245, queueLength: 50 },
  roundTripMs: 25,
  writesMs,
  mostAtOnce: 64,
};

/** Many movers with one target, in virtual time: 100,000 objects each time, by few or by many. */
function simulateMovers(): void {
  const { processors, seats } = fleet.server;
  printer.heading(
    `Many moves at once into one target, simulated: ${processors} processors, ${seats} seats, ${fleet.roundTripMs} ms round trip`,
  );
  const objects = 100_000;
  const rows = [1, 10, 100, 500].flatMap((movers) =>
    ([undefined, 8, 64] as const).map((alwaysAtOnce) => {
      const options = { ...fleet, movers, objectsEach: Math.round(objects / movers) };
      const found = simulateFleet(alwaysAtOnce === undefined ? options : { ...options, alwaysAtOnce });
      return [
        String(movers),
        alwaysAtOnce === undefined ? 'found out' : `always ${alwaysAtOnce}`,
        `${(found.elapsedMs / 1_000).toFixed(0)} s`,
        `${(found.utilisation * 100).toFixed(0)} %`,
        found.underWay.toFixed(0),
        String(found.refusals),
        `${found.neighbour.medianMs.toFixed(0)} ms`,
        `${found.neighbour.p99Ms.toFixed(0)} ms`,
      ];
    }),
  );
  printer.table(
    ['movers', 'at once', 'all done', 'target busy', 'under way', 'refused', 'neighbour, median', 'neighbour, p99'],
    rows,
  );
}

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    'only-simulation': { type: 'boolean', default: false },
  },
});
if (values.help) printer.line(usage);
else {
  simulateMovers();
  if (!values['only-simulation']) await measureEngine();
}
