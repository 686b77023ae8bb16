import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { refKey } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { divideClusters } from './divide-clusters.ts';
import { planMove } from './plan-move.ts';

/** Sets and pools are released after Clusters, as the real hold tables have it. */
const holds: Provider = {
  name: 'holds',
  holds: [
    { kinds: [{ kind: 'Cluster' }], by: 'self', pause: () => ({}), stopsDeletion: true, releaseOrder: 20 },
    { kinds: [{ kind: 'ClusterResourceSet' }], by: 'self', pause: () => ({}), stopsDeletion: true, releaseOrder: 30 },
  ],
};
const providers = [drawingProvider, holds];

function divided(drawing: string, shards: number) {
  const { shared, ...rest } = divideClusters(drawSnapshot(drawing), { providers, shards });
  return { shards: rest.shards, shared: shared.map(({ kind, name }) => `${kind}/${name}`) };
}

describe('Clusters are divided', () => {
  it('each by itself, if they have nothing in common but a class and what it needs', () => {
    const drawing = `
      ClusterClass/c{hierarchy} ~> Cluster/a > Machine/a
      ClusterClass/c{hierarchy} ~> Cluster/b > Machine/b
      ClusterClass/c .> Cluster/a
      ClusterClass/c .> Cluster/b
      ClusterClass/c > KubeadmControlPlaneTemplate/t
    `;
    expect(divided(drawing, 2)).toEqual({
      shards: [['a'], ['b']],
      shared: ['ClusterClass/c', 'KubeadmControlPlaneTemplate/t'],
    });
  });

  it.each([
    ['an object that belongs to both', 'Cluster/a > MachineTemplate/t\nCluster/b > MachineTemplate/t', []],
    [
      'an owner of something of both',
      'Pool/p{hierarchy} > Claim/a\nPool/p > Claim/b\nCluster/a > Claim/a\nCluster/b > Claim/b',
      [],
    ],
    [
      'a set that has to be held for both',
      'ClusterResourceSet/s{hierarchy} .> Cluster/a\nClusterResourceSet/s .> Cluster/b',
      [],
    ],
    ['something of the one that the other one uses', 'Cluster/a > Secret/s\nSecret/s .> Cluster/b', []],
    [
      'something of the one that a class of the other one uses',
      'Cluster/a > Secret/s\nSecret/s .> ClusterClass/c{hierarchy}\nClusterClass/c .> Cluster/b',
      [],
    ],
    ['an owner of both', 'Fleet/f{hierarchy} > Cluster/a\nFleet/f > Cluster/b', []],
  ])('together, if they have in common %s', (_what, drawing, shared) => {
    expect(divided(drawing, 2)).toEqual({ shards: [['a', 'b'], []], shared });
  });

  it('all together, if something cluster-scoped belongs to one of them', () => {
    const kinds = { GlobalPool: { namespaced: false } };
    const snapshot = drawSnapshot('GlobalPool/g{hierarchy} > Claim/a\nCluster/a > Claim/a\nCluster/b > Claim/b', {
      kinds,
    });
    expect(divideClusters(snapshot, { providers, shards: 2 }).shards).toEqual([['a', 'b'], []]);
  });

  it('so that the shards are about as large as each other', () => {
    const cluster = (name: string, machines: number): string =>
      Array.from({ length: machines }, (_, at) => `Cluster/${name} > Machine/${name}${at.toString()}`).join('\n');
    const drawing = [cluster('a', 1), cluster('b', 6), cluster('c', 3), cluster('d', 2)].join('\n');
    expect(divided(drawing, 2).shards).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('not at all into a broken number of shards', () => {
    for (const shards of [0, -1, 1.5, Number.NaN]) {
      expect(() => divided('Cluster/a > Machine/a', shards), String(shards)).toThrow('shards');
    }
  });
});

/** Drawings of some Clusters with classes, sets, templates and secrets between them. */
const drawings = fc
  .record({
    clusters: fc.integer({ min: 1, max: 6 }),
    links: fc.array(
      fc.record({
        to: fc.constantFrom('Machine', 'ClusterClass', 'ClusterResourceSet', 'MachineTemplate', 'Secret', 'Identity'),
        at: fc.nat({ max: 3 }),
        cluster: fc.nat({ max: 5 }),
        arrow: fc.constantFrom('>', '.>', 'up'),
      }),
      { maxLength: 20 },
    ),
  })
  .map(({ clusters, links }) => {
    const lines = Array.from({ length: clusters }, (_, at) => `Cluster/c${at.toString()} > Machine/c${at.toString()}`);
    for (const { to, at, cluster, arrow } of links) {
      const name = `Cluster/c${(cluster % clusters).toString()}`;
      const other = `${to}/x${at.toString()}`;
      const isRoot = ['ClusterClass', 'ClusterResourceSet', 'Identity'].includes(to);
      if (isRoot) lines.push(`${other}{hierarchy} .> ${name}`);
      else lines.push(arrow === '.>' ? `${other} .> ${name}` : `${name} > ${other}`);
      if (isRoot && arrow === 'up') lines.push(`${other} > ConfigMap/of-${to.toLowerCase()}${at.toString()}`);
    }
    return lines.join('\n');
  });

describe('whatever there is', () => {
  test('every Cluster is in one shard, and no object in the moves of two, unless it is there before', () => {
    fc.assert(
      fc.property(drawings, fc.integer({ min: 1, max: 4 }), (drawing, count) => {
        const snapshot = drawSnapshot(drawing);
        const { shards, shared } = divideClusters(snapshot, { providers, shards: count });
        const clusters = snapshot.objects.filter(({ kind }) => kind === 'Cluster').map(({ metadata }) => metadata.name);
        expect(shards.flat().sort()).toEqual(clusters.sort());
        expect(shards).toHaveLength(count);

        const brought = new Set(shared.map(refKey));
        const seen = new Map<string, number>();
        shards.forEach((names, shard) => {
          if (names.length === 0) return;
          const plan = planMove(snapshot, { providers, clusters: names, shard: `shard-${shard.toString()}` });
          expect(plan.diagnostics.map(({ code }) => code)).not.toContain('shard-not-independent');
          for (const { ref, there, fate, droppedOwners } of plan.objects) {
            expect(there === true, refKey(ref)).toBe(brought.has(refKey(ref)));
            if (there === true) expect(fate).toBe('copy');
            else {
              expect(fate, refKey(ref)).toBe('move');
              expect(droppedOwners).toEqual([]);
              expect(seen.has(refKey(ref)), refKey(ref)).toBe(false);
              seen.set(refKey(ref), shard);
            }
          }
        });
        // What is left is shared, or belongs to no Cluster.
        const whole = planMove(snapshot, { providers });
        for (const { ref, clusters: of } of whole.objects) {
          if (of.length > 0) expect(seen.has(refKey(ref)), refKey(ref)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the same objects in another order are divided in the same way', () => {
    fc.assert(
      fc.property(drawings, fc.infiniteStream(fc.nat()), (drawing, random) => {
        const snapshot = drawSnapshot(drawing);
        const keys = random[Symbol.iterator]();
        const shuffled = snapshot.objects
          .map((object) => ({ object, key: (keys.next().value as number | undefined) ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ object }) => object);
        expect(divideClusters({ ...snapshot, objects: shuffled }, { providers, shards: 3 })).toEqual(
          divideClusters(snapshot, { providers, shards: 3 }),
        );
      }),
    );
  });
});

describe('the plan of a shard', () => {
  it('does not come to be when a Cluster has been tied to one of another shard', () => {
    const snapshot = drawSnapshot('Cluster/a > MachineTemplate/t\nCluster/b > MachineTemplate/t');
    const { diagnostics } = planMove(snapshot, { providers, clusters: ['a'], shard: 'shard-0' });
    expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toContain('error shard-not-independent');
  });

  it('is refused if it names no Clusters, or is called what no Lease can be called', () => {
    const snapshot = drawSnapshot('Cluster/a > Machine/a');
    expect(() => planMove(snapshot, { providers, shard: 'shard-0' })).toThrow('told which Clusters');
    expect(() => planMove(snapshot, { providers, clusters: ['a'], shard: 'a.b' })).toThrow('cannot be called');
    expect(() => planMove(snapshot, { providers, clusters: ['a'], sharedOnly: true })).toThrow('for all of them');
  });

  it('takes nothing along that is shared, although its Clusters are the last that use it', () => {
    const snapshot = drawSnapshot('ClusterClass/c{hierarchy} .> Cluster/a > Machine/a');
    const { objects } = planMove(snapshot, { providers, clusters: ['a'], shard: 'shard-0' });
    expect(objects.map(({ ref, fate, there = false }) => `${ref.kind} ${fate} ${String(there)}`)).toEqual([
      'Cluster move false',
      'ClusterClass copy true',
      'Machine move false',
    ]);
  });
});
