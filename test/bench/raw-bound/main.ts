import { moveRaw } from './move.ts';
import { readEndpoint, type RawTask } from './task.ts';
import { openWire } from './wire.ts';

// A program of its own, so that it starts as the other contenders do: `node raw-bound/main.js '<RawTask as JSON>'`.
const task = JSON.parse(process.argv[2] ?? '') as RawTask;
const [source, target] = await Promise.all(
  [task.source, task.target].map(async (kubeconfig) => openWire(await readEndpoint(kubeconfig), task.concurrency)),
);
if (source === undefined || target === undefined) throw new Error('two kubeconfigs are needed');
const times = await moveRaw(source, target, task);
process.stdout.write(`${JSON.stringify(times)}\n`);
await Promise.all([source.close(), target.close()]);
