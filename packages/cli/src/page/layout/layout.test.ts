import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageObjects, pageOf } from '../../testing/page-objects.ts';
import type { PageObject } from '../model/page.ts';
import { forestOf } from './forest.ts';
import { forestsOf, sceneOf } from './scene.ts';
import { shelve } from './shelves.ts';
import { layoutForest, nodeSize } from './tree-layout.ts';

const all = (objects: readonly unknown[]): readonly number[] => objects.map((_, position) => position);

describe('a forest', () => {
  it('puts each object below its deepest owner', () => {
    const objects = pageObjects('Cluster/c > Machine/m > Secret/s\nCluster/c > Secret/s');
    const { roots, above, size } = forestOf(objects, [0, 1, 2]);
    expect(roots).toEqual([0]);
    expect([...above]).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect([...size]).toEqual([
      [2, 0],
      [1, 1],
      [0, 2],
    ]);
  });

  it('goes by soft owners where there is no other, and never by uses', () => {
    const objects = pageObjects('Cluster/c ~> Secret/ca\nMachine/m .> Secret/ca\nMachine/m .> Pool/p');
    expect([...forestOf(objects, all(objects)).above]).toEqual([[1, 0]]);
  });

  it('cuts a circle of owners', () => {
    const objects: readonly PageObject[] = pageObjects('Machine/a > Machine/b > Machine/c').map((object, index) =>
      index === 0 ? { ...object, owners: [[2, 'owner']] } : object,
    );
    const { roots, above } = forestOf(objects, all(objects));
    expect(roots).toHaveLength(1);
    expect(above.size).toBe(2);
  });

  it('holds every member exactly once, whatever the owners', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(29), { maxLength: 3 }), { minLength: 1, maxLength: 30 }), (owners) => {
        const objects = owners.map((own, index): PageObject => ({
          ...{ kind: 'Machine', version: 'v1', name: `m${index}`, in: 0, fate: 'move' },
          owners: own.filter((owner) => owner < owners.length && owner !== index).map((owner) => [owner, 'owner']),
        }));
        const { spots } = layoutForest(forestOf(objects, all(objects)));
        expect(spots.map(({ object }) => object).sort((a, b) => a - b)).toEqual(all(objects));
      }),
    );
  });

  it('takes a chain of any length', () => {
    const objects = Array.from({ length: 20_000 }, (_, index): PageObject => ({
      ...{ kind: 'Machine', version: 'v1', name: `m${index}`, in: 0, fate: 'move' },
      ...(index === 0 ? {} : { owners: [[index - 1, 'owner']] }),
    }));
    expect(layoutForest(forestOf(objects, all(objects))).spots).toHaveLength(20_000);
  });
});

describe('a layout', () => {
  const objects = pageObjects('Cluster/c > Machine/a > Secret/a\nCluster/c > Machine/b\nConfigMap/x\nConfigMap/y');
  const forest = forestOf(objects, all(objects));

  it('has owners left of their dependents, and no two objects in one place', () => {
    const { spots, width, height } = layoutForest(forest);
    const at = new Map(spots.map((spot) => [spot.object, spot]));
    for (const [child, parent] of forest.above) {
      expect(at.get(child)?.x).toBeGreaterThan((at.get(parent)?.x ?? 0) + nodeSize.width);
    }
    for (const [index, one] of spots.entries()) {
      expect(one.x + nodeSize.width).toBeLessThanOrEqual(width);
      expect(one.y + nodeSize.height).toBeLessThanOrEqual(height);
      for (const other of spots.slice(index + 1)) {
        expect(Math.abs(one.x - other.x) >= nodeSize.width || Math.abs(one.y - other.y) >= nodeSize.height).toBe(true);
      }
    }
  });

  it('leaves out what is below a closed object', () => {
    const { spots } = layoutForest(forest, (object) => object !== 0);
    expect(spots.map(({ object }) => object)).toEqual([0, 4, 5]);
  });

  it('of nothing is empty', () => {
    expect(layoutForest(forestOf([], []))).toEqual({ width: 0, height: 0, spots: [] });
  });
});

describe('a scene', () => {
  const objects = pageObjects(`
    ClusterClass/s@0 .> Cluster/a@1 > Machine/m@1 > Secret/x@1
    Cluster/a@1 > Secret/y@1
  `);
  const model = pageOf(objects, {
    groups: [
      { title: 'Of no Cluster', kind: 'shared' },
      { title: 'Cluster fleet/a', kind: 'cluster' },
    ],
  });
  const forests = forestsOf(model);

  it('draws closed groups as cards, with one link for all that runs between them', () => {
    const scene = sceneOf(model, forests, { group: () => false, object: () => true });
    expect(scene.nodes).toEqual([]);
    expect(scene.cards.map(({ group, open }) => [group, open])).toEqual([
      [0, false],
      [1, false],
    ]);
    expect(scene.links).toMatchObject([{ from: { group: 0 }, to: { group: 1 }, relation: 'uses', far: true }]);
  });

  it('draws the objects of an open group, and links what is folded to what it is folded into', () => {
    const scene = sceneOf(model, forests, { group: (group) => group === 1, object: (object) => object === 1 });
    expect(scene.nodes.map(({ object, folded }) => [object, folded])).toEqual([
      [1, 0],
      [4, 0],
      [2, 1],
    ]);
    expect(scene.links.map(({ from, to, relation }) => [from, to, relation])).toEqual([
      [{ group: 0 }, { object: 1 }, 'uses'],
      [{ object: 1 }, { object: 2 }, 'owner'],
      [{ object: 1 }, { object: 4 }, 'owner'],
    ]);
  });

  it('is large enough for everything in it', () => {
    const scene = sceneOf(model, forests, { group: () => true, object: () => true });
    for (const { x, y } of scene.nodes) {
      expect(x + nodeSize.width).toBeLessThanOrEqual(scene.width);
      expect(y + nodeSize.height).toBeLessThanOrEqual(scene.height);
    }
  });
});

describe('shelves', () => {
  it('put boxes side by side until there is no room', () => {
    const box = { width: 40, height: 10 };
    expect(shelve([box, { width: 40, height: 30 }, box, { width: 200, height: 10 }], 100, 5)).toEqual({
      width: 200,
      height: 60,
      places: [
        { x: 0, y: 0 },
        { x: 45, y: 0 },
        { x: 0, y: 35 },
        { x: 0, y: 50 },
      ],
    });
  });
});
