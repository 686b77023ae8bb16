import { describe, expect, it } from 'vitest';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { planMove } from './plan-move.ts';
import { compareReviewed, reviewedPlanFromJson, reviewedPlanToJson, type ReviewedPlan } from './reviewed-plan.ts';

function reviewed(drawing: string, more: Partial<ReviewedPlan> = {}, drawn?: DrawingOptions): ReviewedPlan {
  const plan = planMove(drawSnapshot(drawing, drawn), { providers: [drawingProvider] });
  return { plan, targetUid: 't', providers: ['core', 'drawing'], ...more };
}

const fleet = 'Cluster/c > Machine/m > Secret/s';
const touched: DrawingOptions = {
  objects: { 'Machine/m': ({ metadata, ...rest }) => ({ ...rest, metadata: { ...metadata, resourceVersion: '99' } }) },
};

describe('a reviewed plan', () => {
  it('is the same after it was written and read', () => {
    for (const one of [reviewed(fleet), { plan: reviewed(fleet).plan, providers: [] }]) {
      expect(reviewedPlanFromJson(reviewedPlanToJson(one))).toEqual(one);
      expect(reviewedPlanToJson(reviewedPlanFromJson(reviewedPlanToJson(one)))).toBe(reviewedPlanToJson(one));
    }
  });

  it.each([
    ['no JSON', '{', /not valid JSON/],
    ['something else', '{"formatVersion":1}', /format/],
    ['a bare plan', JSON.stringify(reviewed(fleet).plan), /format/],
    [
      'of a later format',
      reviewedPlanToJson(reviewed(fleet)).replace('"formatVersion": 1', '"formatVersion": 2'),
      /reads 1/,
    ],
    ['without its providers', reviewedPlanToJson(reviewed(fleet)).replace('"providers"', '"others"'), /providers/],
    ['whose plan is damaged', reviewedPlanToJson(reviewed(fleet)).replace('"fate": "move"', '"fate": "burn"'), /fate/],
  ])('that is %s is refused with one sentence that says where', (_what, json, words) => {
    expect(() => reviewedPlanFromJson(json)).toThrow(words);
  });

  const now = reviewed(fleet);
  it.each<[what: string, before: ReviewedPlan, after: ReviewedPlan, exact: boolean, changes: readonly string[]]>([
    ['nothing', now, now, true, []],
    ['a target where there was none', { plan: now.plan, providers: now.providers }, now, false, []],
    [
      'another target',
      reviewed(fleet, { targetUid: 'u' }),
      now,
      false,
      ['the target is another cluster than the one that the plan was made for'],
    ],
    [
      'another source',
      { ...now, plan: { ...now.plan, source: { ...now.plan.source, systemUid: 'elsewhere' } } },
      now,
      false,
      ['the source is another cluster than the one that the plan was made of'],
    ],
    [
      'other providers',
      reviewed(fleet, { providers: ['core', 'gone'] }),
      now,
      false,
      ['the provider gone is not loaded any more', 'the provider drawing is new'],
    ],
    ['an object that came', reviewed('Cluster/c > Machine/m'), now, false, ['Secret fleet/s is new']],
    ['a write', reviewed(fleet, {}, touched), now, false, []],
    ['a write, where none is allowed', reviewed(fleet, {}, touched), now, true, ['Machine fleet/m was written to']],
    [
      'a version',
      { ...now, plan: { ...now.plan, types: now.plan.types.map((type) => ({ ...type, version: 'v0' })) } },
      now,
      false,
      now.plan.types.map(
        ({ group, kind, version }) =>
          `${group === '' ? kind : `${kind}.${group}`} would now move in version ${version} instead of v0`,
      ),
    ],
  ])('differs by %s', (_what, before, after, exact, changes) => {
    expect([...compareReviewed(before, after, { exact })].sort()).toEqual([...changes].sort());
  });
});
