import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processDriver } from '../support/control-plane/process-driver.ts';
import { startPair } from '../support/control-plane/start.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { seedClusters, objectsPerCluster } from '../support/seed/seed.ts';
import { lookAt } from './bed/look.ts';
import { program, sides } from './bed/program.ts';

/** A kube-apiserver of a newer minor version than the pinned one. It takes many minutes to build, so it is given. */
const newer = process.env['TSMOVE_TEST_NEWER_APISERVER'];

test.skipIf(newer === undefined)(
  'both API servers are upgraded by a minor version between plan and apply (needs TSMOVE_TEST_NEWER_APISERVER)',
  async () => {
    await using pair = await startPair({ crds: 'all', driver: processDriver });
    await using tsmove = await program();
    await Promise.all(pair.both.map((plane) => installInventory(plane)));
    const namespace = 'upgraded';
    await seedClusters(pair.source, { namespace, count: 2 });
    const before = await lookAt(pair.source, namespace);
    const folder = await mkdtemp(join(tmpdir(), 'tsmove-upgrade-'));
    try {
      const plan = join(folder, 'plan.json');
      const there = sides(pair.source, pair.target);
      const planned = await tsmove.run('plan', [...there, '-n', namespace, '--out', plan]);
      expect(planned.code, planned.said).toBe(0);

      const versions = async (): Promise<readonly unknown[]> =>
        Promise.all(pair.both.map(async ({ api }) => (await api.call('GET', '/version'))['gitVersion']));
      const old = await versions();
      for (const plane of pair.both) await plane.upgrade(newer ?? '');
      const now = await versions();
      expect(now).not.toEqual(old);
      console.log(`upgraded from ${String(old[0])} to ${String(now[0])}`);

      const applied = await tsmove.run('apply', [plan, ...there, '--skip-pause-ack', '--yes']);
      expect(applied.code, applied.said).toBe(0);
      expect(applied.said).toContain(`Moved ${2 * objectsPerCluster} objects`);
      expect(await lookAt(pair.target, namespace)).toEqual(before);
      expect(await lookAt(pair.source, namespace)).toEqual({});
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
