import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { planFromJson, planToJson } from './codec.ts';
import { planMove } from './plan-move.ts';

const plan = planMove(
  drawSnapshot(`
    ClusterClass/k@classes ~> Cluster/c > Machine/m > Secret/s
    gone:Secret/c-shim > Machine/m
    Pool/p
    Cluster/c > other:Pod/p
  `),
  { providers: [drawingProvider], clusters: ['c'] },
);

/** The plan as JSON after a change, made where a reader would not expect it. */
function spoil(change: (value: Record<string, unknown>) => unknown): string {
  const value = JSON.parse(planToJson(plan)) as Record<string, unknown>;
  return JSON.stringify(change(value) ?? value);
}

describe('a plan written as JSON', () => {
  it('is read back the same, and frozen', () => {
    const read = planFromJson(planToJson(plan));
    expect(read).toEqual(plan);
    expect(planToJson(read)).toBe(planToJson(plan));
    expect(Object.isFrozen(read.objects[0]?.owners)).toBe(true);
  });

  it('holds no bodies', () => {
    expect(planToJson(plan)).not.toContain('"metadata"');
  });
});

describe('reading a plan', () => {
  it.each<[problem: string, text: string, message: string]>([
    ['no JSON', '{', 'the plan is not valid JSON'],
    ['no object', '[]', 'it should be an object'],
    ['another format', spoil((value) => ({ ...value, formatVersion: 4 })), 'has format version 4'],
    [
      'a map in a plan of the older format',
      spoil((value) => ({ ...value, scope: { ...plan.scope, targetNamespace: 'prod' } })),
      'formatVersion should be 2, as its scope wants',
    ],
    [
      'the newer format without a map',
      spoil((value) => ({ ...value, formatVersion: 2 })),
      'formatVersion should be 1, as its scope wants',
    ],
    [
      'a shard in a plan of the older format',
      spoil((value) => ({ ...value, scope: { ...plan.scope, shard: 'shard-0', clusters: ['a'] } })),
      'formatVersion should be 3, as its scope wants',
    ],
    ['no format', spoil(({ formatVersion: _version, ...value }) => value), 'formatVersion should be 1, 2 or 3'],
    ['no scope', spoil(({ scope: _scope, ...value }) => value), 'scope should be an object'],
    ['a wrong list', spoil((value) => ({ ...value, groups: {} })), 'groups should be a list'],
    [
      'a wrong fate',
      spoil((value) => ({ ...value, objects: [{ ...plan.objects[0], fate: 'stay' }] })),
      'objects[0].fate should be one of move, copy',
    ],
    [
      'a wrong flag',
      spoil((value) => ({ ...value, types: [{ ...plan.types[0], hasStatus: 1 }] })),
      'types[0].hasStatus should be true or false',
    ],
    [
      'a wrong text',
      spoil((value) => ({ ...value, source: { ...plan.source, url: 7 } })),
      'source.url should be a text',
    ],
    [
      'a wrong number',
      spoil((value) => ({ ...value, objects: [{ ...plan.objects[0], group: -1 }] })),
      'objects[0].group should be a number from 0',
    ],
    [
      'an object outside its group',
      spoil((value) => ({ ...value, groups: [] })),
      'objects[0].group should be its move group',
    ],
    [
      'an object without an entry',
      spoil((value) => ({ ...value, objects: plan.objects.slice(1) })),
      'objects of earlier move groups|groups should be',
    ],
    [
      'an owner after its dependent',
      spoil((value) => ({ ...value, objects: plan.objects.map((one) => ({ ...one, owners: [one.uid] })) })),
      'objects[0].owners should be objects of earlier move groups',
    ],
  ])('refuses %s', (_problem, text, message) => {
    expect(() => planFromJson(text)).toThrow(UsageError);
    const pattern = message.split('|').map((one) => one.replaceAll(/[[\].]/g, String.raw`\$&`));
    expect(() => planFromJson(text)).toThrow(new RegExp(pattern.join('|')));
  });

  it('passes over what it does not know', () => {
    expect(planFromJson(spoil((value) => ({ ...value, comment: 'mine' })))).toEqual(plan);
  });
});
