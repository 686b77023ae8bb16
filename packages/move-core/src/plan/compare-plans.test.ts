import { describe, expect, it } from 'vitest';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { comparePlans } from './compare-plans.ts';
import { planMove } from './plan-move.ts';
import type { Plan } from './types.ts';

function plan(drawing: string, drawn?: DrawingOptions): Plan {
  return planMove(drawSnapshot(drawing, drawn), { providers: [drawingProvider] });
}

describe('two plans of the same move', () => {
  it('differ if the objects would arrive elsewhere', () => {
    const snapshot = drawSnapshot('Cluster/c');
    const to = (name: string): Plan =>
      planMove(snapshot, { providers: [drawingProvider], namespaceMap: { from: 'fleet', to: name } });
    expect(comparePlans(plan('Cluster/c'), to('prod'))).toEqual([
      'the objects would now arrive in namespace prod instead of fleet',
    ]);
    expect(comparePlans(to('prod'), to('prod'))).toEqual([]);
  });

  it.each<[title: string, before: string, after: string, changes: readonly string[]]>([
    ['nothing', 'Cluster/c > Machine/m', 'Machine/m\nCluster/c > Machine/m', []],
    ['an object that came', 'Cluster/c', 'Cluster/c > Machine/m', ['Machine fleet/m is new']],
    ['an object that went', 'Cluster/c > Machine/m', 'Cluster/c', ['Machine fleet/m is no longer part of the move']],
    [
      'an owner',
      'Cluster/c > MachineSet/a > Machine/m\nCluster/c > MachineSet/b',
      'Cluster/c > MachineSet/b > Machine/m\nCluster/c > MachineSet/a',
      ['Machine fleet/m has a new owner MachineSet fleet/b', 'Machine fleet/m has lost the owner MachineSet fleet/a'],
    ],
    [
      'a soft owner',
      'Cluster/c ~> Secret/s{move}',
      'Cluster/c\nSecret/s{move}',
      ['Secret fleet/s has lost the soft owner Cluster fleet/c'],
    ],
    [
      'an owner that is gone',
      'Cluster/c > Machine/m',
      'Cluster/c > Machine/m\ngone:Secret/x > Machine/m',
      ['Machine fleet/m has a new owner without a reference in the target Secret fleet/x'],
    ],
    [
      'a fate',
      'ClusterClass/k',
      'ClusterClass/k ~> elsewhere:Cluster/d@o',
      ['ClusterClass fleet/k is now copied instead of moved: Cluster o/d, which stays, belongs to it'],
    ],
    [
      'a fate, the other way',
      'ClusterClass/k ~> elsewhere:Cluster/d@o',
      'ClusterClass/k',
      ['ClusterClass fleet/k is now moved instead of copied'],
    ],
    [
      'what would be collected',
      'Cluster/c',
      'Cluster/c > other:Pod/p',
      ["Pod fleet/p would now be deleted by the source's garbage collector"],
    ],
  ])('differ in %s', (_title, before, after, changes) => {
    expect(comparePlans(plan(before), plan(after))).toEqual(changes);
  });

  it('differ in an object of the same name that is another one', () => {
    const replaced = plan('Cluster/c > Machine/m', {
      objects: { 'Machine/m': ({ metadata, ...rest }) => ({ ...rest, metadata: { ...metadata, uid: 'new' } }) },
    });
    expect(comparePlans(plan('Cluster/c > Machine/m'), replaced)).toEqual([
      'Machine fleet/m was replaced: it has another UID',
    ]);
  });

  it('do not differ in resource versions, status or move groups', () => {
    const later = plan('Cluster/c > Machine/m', {
      objects: {
        'Machine/m': ({ metadata, status: _status, ...rest }) => ({
          ...rest,
          metadata: { ...metadata, resourceVersion: '2' },
        }),
      },
    });
    expect(comparePlans(plan('Cluster/c > Machine/m'), later)).toEqual([]);
  });
});
