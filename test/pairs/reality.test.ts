import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import type { ManagementCluster } from '../support/control-plane/management-cluster.ts';
import { chosenDrivers } from '../support/drivers/choice.ts';
import { startClusters, type Clusters } from './bed/clusters.ts';
import { hadItsChance } from './bed/collected.ts';
import { drawFleet } from './bed/fleet.ts';
import { lineTo } from './bed/line.ts';
import { lookAt, type Look } from './bed/look.ts';
import { program, sides, type Program } from './bed/program.ts';

/** Longer than a request may take (30 s), than a Lease lasts (30 s), and than anybody's connection is kept for. */
const outageMs = 65_000;
const hourMs = 3_600_000;
const flags = ['--skip-pause-ack', '--allow-paused', '--yes', '-v', '1'];
/** So that there is time to do something in the middle. */
const slowly = ['--concurrency', '1'];

/**
 * Lines and clocks are the same whatever runs the servers, so they are tried once. An engine's `pause` is real only where
 * there is an engine.
 */
const chosen = chosenDrivers();
const once = chosen[0]?.[0];
const freezing = chosen.some(([name]) => name === 'container') ? 'container' : once;

const canFreeze = (cluster: ManagementCluster): cluster is ControlPlane => 'freeze' in cluster;

describe.each(chosen.filter(([name]) => name === once || name === freezing))(
  'what happens in reality, by the driver %s',
  (name, driver) => {
    let clusters: Clusters;
    let tsmove: Program;

    /** What has started: all of it ends, also when the rest does not start. */
    const ends: AsyncDisposable[] = [];

    beforeAll(async () => {
      clusters = await startClusters(driver);
      ends.push(clusters);
      tsmove = await program();
      ends.push(tsmove);
    });

    afterAll(async () => {
      for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
    });

    async function fleet(): Promise<{ readonly namespace: string; readonly before: Look }> {
      const namespace = await clusters.namespace();
      await drawFleet(clusters.source, namespace, name === 'existing');
      return { namespace, before: await lookAt(clusters.source, namespace) };
    }

    async function hasMoved(namespace: string, before: Look): Promise<void> {
      await Promise.all(clusters.both.map((cluster) => hadItsChance(cluster, namespace)));
      expect(await lookAt(clusters.target, namespace)).toEqual(before);
      expect(await lookAt(clusters.source, namespace)).toEqual({});
    }

    async function moveOverCutLine(side: 'source' | 'target', at: RegExp): Promise<void> {
      const { namespace, before } = await fleet();
      await using line = await lineTo(clusters[side]);
      const way = { ...clusters, [side]: { kubeconfig: line.kubeconfig } };
      let outage: Promise<void> | undefined;
      const args = [...sides(way.source, way.target), '-n', namespace, ...flags, ...slowly];
      const call = (): void => {
        const mend = line.cut();
        outage = sleep(outageMs).then(mend);
      };
      const moved = await tsmove.runWhile('move', args, { at, call });
      expect(moved.code, moved.said).toBe(0);
      expect(outage, 'the line was cut').toBeDefined();
      await outage;
      await hasMoved(namespace, before);
    }

    // Side by side, because all that they do is wait.
    test.runIf(name === once)('the network to a side is cut for a minute, and the move goes on', async () => {
      await Promise.all([moveOverCutLine('target', / created$/mu), moveOverCutLine('source', / deleted$/mu)]);
    });

    test.runIf(name === freezing)('the whole target is paused for a minute, and the move goes on', async ({ skip }) => {
      const { target } = clusters;
      if (!canFreeze(target)) return skip(`clusters of ${name} cannot be paused from here`);
      const { namespace, before } = await fleet();
      let pause: Promise<void> | undefined;
      const moved = await tsmove.runWhile(
        'move',
        [...sides(clusters.source, target), '-n', namespace, ...flags, ...slowly],
        {
          at: / created$/mu,
          call: () => {
            pause = target.freeze().then(async (thaw) => {
              await sleep(outageMs);
              await thaw();
            });
          },
        },
      );
      await pause;
      expect(moved.code, moved.said).toBe(0);
      expect(pause, 'the target was paused').toBeDefined();
      await hasMoved(namespace, before);
    });

    test.runIf(name === once).each([
      { clock: 'an hour fast', clockAheadMs: hourMs },
      { clock: 'an hour slow', clockAheadMs: -hourMs },
    ])('a clock that is $clock keeps nobody out who is alive, and nobody in who is not', async ({ clockAheadMs }) => {
      const { namespace, before } = await fleet();
      const there = sides(clusters.source, clusters.target);
      const move = [...there, '-n', namespace, ...flags];
      let other: ReturnType<Program['run']> | undefined;
      const moved = await tsmove.runWhile('move', [...move, ...slowly], {
        at: / created$/mu,
        call: (child) => {
          // It stands still as long as the other one asks, which is shorter than a Lease lasts.
          child.kill('SIGSTOP');
          other = tsmove.run('move', move).finally(() => child.kill('SIGCONT'));
        },
        clockAheadMs,
      });
      // The Lease of the one is an hour old, or from an hour ahead, for the other: it is not what counts.
      const refused = await other;
      expect(refused?.code, refused?.said).toBe(3);
      expect(refused?.said).toContain('tsmove explain locked');
      expect(moved.code, moved.said).toBe(0);
      await hasMoved(namespace, before);
    });

    test.runIf(name === once)(
      'a move whose clock was an hour fast is gone on with as soon as its Lease has not been renewed for as long as it lasts',
      async () => {
        const { namespace, before } = await fleet();
        const there = sides(clusters.source, clusters.target);
        const killed = await tsmove.runWhile('move', [...there, '-n', namespace, ...flags, ...slowly], {
          at: / created$/mu,
          call: (child) => child.kill('SIGKILL'),
          clockAheadMs: hourMs,
        });
        expect(killed.code, killed.said).toBe('SIGKILL');
        const begun = performance.now();
        const resumed = await tsmove.run('resume', [...there, '--yes']);
        expect(resumed.code, resumed.said).toBe(0);
        expect(performance.now() - begun).toBeLessThan(hourMs / 10);
        await hasMoved(namespace, before);
      },
    );
  },
);
