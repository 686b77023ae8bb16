import { connectApi } from '../../support/api/api.ts';
import { atWork, taskGiven } from '../side-process/in-side-process.ts';
import { openLoop } from './open-loop.ts';
import type { ClientTask, Met } from './task.ts';

// Somebody else who uses the same management cluster, and has nothing to do with the move.
const { server, namespace, names, readsPerSecond, writesPerSecond } = taskGiven() as ClientTask;
const api = connectApi({ ...server, agent: 'neighbour', connections: 64 });
const collection = `/api/v1/namespaces/${namespace}/configmaps`;
const nameAt = (at: number): string => `${collection}/${names[at % names.length] ?? ''}`;

// The connections are there before anything counts.
await Promise.all(names.map((_, at) => api.call('GET', nameAt(at))));
const reads = openLoop(readsPerSecond, (at) => api.call('GET', at % 2 === 0 ? nameAt(at) : collection));
const writes = openLoop(writesPerSecond, (at) => api.call('PATCH', nameAt(at), { data: { at: String(at) } }));

atWork(async (): Promise<Met> => {
  await Promise.all([reads.end(), writes.end()]);
  return {
    reads: reads.stream.latencies,
    writes: writes.stream.latencies,
    failed: reads.stream.failed + writes.stream.failed,
  };
});
