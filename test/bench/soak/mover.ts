import { setTimeout as pause } from 'node:timers/promises';
import { connect, describeEvent, discover, planMove, startMove } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { takeSample } from './sample.ts';

/** What the moving process is told: its only argument, as JSON. */
export interface SoakTask {
  /** Paths of kubeconfigs; the first move goes from the first to the second. */
  readonly sides: readonly [string, string];
  readonly namespace: string;
  readonly minutes: number;
}

// The process that is looked at: node --expose-gc soak/mover.js '<SoakTask as JSON>'. One line of JSON after each move.
const { sides, namespace, minutes } = JSON.parse(process.argv[2] ?? '') as SoakTask;

async function moveOnce(from: string, to: string): Promise<void> {
  await using source = await connect({ kubeconfig: from, label: 'source' });
  await using target = await connect({ kubeconfig: to, label: 'target' });
  const snapshot = await discover(source, { namespace, providers });
  const plan = planMove(snapshot, { providers });
  const run = startMove(plan, { source, target, snapshot, providers, awaitPause: false, keepSystemNamespace: true });
  // As a program that shows what happens.
  for await (const event of run) describeEvent(event);
  const { entries } = await run.result;
  if (entries.length < plan.objects.length) throw new Error('the report leaves something out');
}

let [from, to] = sides;
// An even number of moves, so that everything is where it was.
for (let moves = 1; performance.now() < minutes * 60_000 || moves % 2 === 0; moves += 1) {
  await moveOnce(from, to);
  [from, to] = [to, from];
  // Sockets that were closed go at the next turn of the event loop.
  await pause(20);
  process.stdout.write(`${JSON.stringify(takeSample(moves))}\n`);
}
