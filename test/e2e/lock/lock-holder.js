// A process of its own that holds a move's lock and writes under it, as fast as it can, until it may not any more.
// Started by holder.ts with: kubeconfig of the source, of the target, namespace of the move, duration of the Leases in ms.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../../packages/move-core/dist/server/connect.js';
import { acquireLock } from '../../../packages/move-core/dist/lock/acquire.js';
import { guarded } from '../../../packages/move-core/dist/lock/guarded.js';
import { thisActor } from '../../../packages/move-core/dist/lock/this-actor.js';

const [, , sourceConfig, targetConfig, namespace = '', durationMs = ''] = process.argv;
const configMaps = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
  hasStatus: false,
};

const [source, target] = await Promise.all(
  [sourceConfig, targetConfig].map((kubeconfig, at) =>
    connect({ kubeconfig, label: at === 0 ? 'source' : 'target', userAgent: `holder-${namespace}` }),
  ),
);
const lock = await acquireLock({
  source,
  target,
  moveId: 'held',
  scope: { namespace },
  sourceUid: 'source',
  targetUid: 'target',
  by: thisActor(),
  command: 'move',
  durationMs: Number(durationMs),
});
// Stops between two callbacks. A SIGSTOP from outside may come at any instruction.
process.on('SIGUSR2', () => process.kill(process.pid, 'SIGSTOP'));
process.stdout.write('holding\n');

/** Writes one object again and again, until a write is refused. */
async function writer(server, name) {
  const behind = guarded(server, () => lock.gate());
  const key = { namespace: 'default', name };
  await behind.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: key });
  for (let round = 1; ; round += 1) {
    await behind.mergePatch(configMaps, key, { data: { round: String(round) } });
    await sleep(5);
  }
}

const writers = [source, target].flatMap((server) => [1, 2, 3].map((at) => writer(server, `${namespace}-${at}`)));
const ends = await Promise.allSettled(writers);
// The timer that renews must not send anything either.
await sleep(Number(durationMs));
for (const { reason } of ends) process.stdout.write(`${reason.name}: ${reason.message}\n`);
await Promise.all([source.close(), target.close()]);
