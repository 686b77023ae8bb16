import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/kube-object.ts';
import { formatRef } from '../model/object-ref.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { compareContents } from './compare-sides.ts';

type Change = (object: KubeObject) => KubeObject;

/** Another cluster with the same objects: every UID and version is another one, owners included. */
function elsewhere(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.map((object) => {
    const { uid, resourceVersion: _version, ownerReferences, ...metadata } = object.metadata;
    const owners = ownerReferences?.map((owner) => ({ ...owner, uid: `there-${owner.uid}` }));
    return {
      ...object,
      metadata: {
        ...metadata,
        uid: `there-${uid ?? ''}`,
        resourceVersion: '7',
        ...(owners === undefined ? {} : { ownerReferences: owners }),
      },
    };
  });
}

function changed(objects: readonly KubeObject[], kind: string, change: Change): readonly KubeObject[] {
  return objects.map((object) => (object.kind === kind ? change(object) : object));
}

const { objects } = drawSnapshot('Cluster/c > Machine/m > Secret/s');
const side = (all: readonly KubeObject[]): { all: readonly KubeObject[]; taken: readonly KubeObject[] } => ({
  all,
  taken: all,
});

function compare(target: readonly KubeObject[], source: readonly KubeObject[] = objects): readonly string[] {
  return compareContents(side(source), side(target)).map(
    ({ ref, state, differences }) =>
      `${formatRef(ref)}: ${state}${differences.map(({ path, change }) => ` ${path} ${change}`).join('')}`,
  );
}

describe('two sides', () => {
  const there = elsewhere(objects);

  it('with the same objects are equal, whatever their UIDs and versions are', () => {
    expect(compare(there)).toEqual(['Secret fleet/s: equal', 'Cluster fleet/c: equal', 'Machine fleet/m: equal']);
  });

  it.each<[what: string, target: readonly KubeObject[], said: string]>([
    [
      'a field',
      changed(there, 'Machine', (one) => ({ ...one, spec: { ...(one.spec as object), replaced: true } })),
      'Machine fleet/m: differs /spec added',
    ],
    [
      'a label',
      changed(there, 'Machine', (one) => ({ ...one, metadata: { ...one.metadata, labels: { a: 'b' } } })),
      'Machine fleet/m: differs /metadata/labels',
    ],
    [
      'an owner that is another object',
      changed(there, 'Machine', ({ metadata: { ownerReferences: _owners, ...metadata }, ...rest }) => ({
        ...rest,
        metadata,
      })),
      'Machine fleet/m: differs /metadata/ownerReferences lost',
    ],
    [
      'an owner of another UID',
      changed(there, 'Secret', (one) => ({
        ...one,
        metadata: {
          ...one.metadata,
          ownerReferences: (one.metadata.ownerReferences ?? []).map((owner) => ({ ...owner, uid: 'stranger' })),
        },
      })),
      'Secret fleet/s: differs /metadata/ownerReferences changed',
    ],
    ['an object that is missing', there.slice(0, 2), 'Secret fleet/s: only-in-source'],
  ])('differ in %s', (_what, target, said) => {
    const different = compare(target).filter((line) => !line.endsWith(': equal'));
    expect(different).toHaveLength(1);
    expect(different[0]).toContain(said);
  });

  it('differ in what only the target has', () => {
    expect(compare(there, objects.slice(0, 1))).toEqual([
      'Secret fleet/s: only-in-target',
      'Cluster fleet/c: equal',
      'Machine fleet/m: only-in-target',
    ]);
  });

  it('are compared with everything of the other, whether a move would take it along there or not', () => {
    const compared = compareContents(side(objects), { all: there, taken: [] });
    expect(compared.every(({ state }) => state === 'equal')).toBe(true);
  });
});
