import { test } from 'vitest';
import { startPair } from './control-plane/start.ts';
import { garbageCollected } from './control-plane/garbage-collected.ts';
import { pauseAcknowledger } from './stand-ins/pause-acknowledger.ts';
import { finalizerKeeper } from './stand-ins/finalizer-keeper.ts';
import { deletionAlarm } from './stand-ins/deletion-alarm.ts';
import { bindingMaker } from './stand-ins/binding-maker.ts';
import { seedClusters } from './seed/seed.ts';
test('x', async () => {
 for (const crds of [[], 'all', 'all'] as const) {
  const t = performance.now();
  const pair = await startPair({ crds });
  console.log('T pair', crds, Math.round(performance.now() - t));
  if (crds === 'all') {
    const s = performance.now();
    const o = await seedClusters(pair.source, { namespace: 's', count: 27 });
    console.log('T seed', o.length, Math.round(performance.now() - s));
    const g = performance.now();
    await Promise.all(pair.both.map((p) => garbageCollected(p)));
    console.log('T gc', Math.round(performance.now() - g));
    const a = performance.now();
    const st = await Promise.all([pauseAcknowledger(pair.source), finalizerKeeper(pair.source), deletionAlarm(pair.source), bindingMaker(pair.source)]);
    console.log('T standins', Math.round(performance.now() - a));
    const c0 = process.cpuUsage();
    await new Promise((r) => setTimeout(r, 5000));
    console.log('T idle cpu us/5s', process.cpuUsage(c0), st[0].written.length);
    await Promise.all(st.map((x) => x.stop()));
  }
  await pair.stop();
 }
}, 200000);
