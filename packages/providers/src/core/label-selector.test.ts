import type { JsonValue } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { selectsLabels } from './label-selector.ts';

const labels = { app: 'web', tier: '' };
const one = (key: string, operator: string, values?: readonly string[]): JsonValue => ({
  matchExpressions: [{ key, operator, values }],
});

describe('a label selector', () => {
  it.each<[JsonValue | undefined, boolean]>([
    [undefined, false],
    [{}, false],
    [{ matchLabels: {}, matchExpressions: [] }, false],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'web', tier: '' } }, true],
    [{ matchLabels: { app: 'db' } }, false],
    [{ matchLabels: { other: '' } }, false],
    [one('app', 'In', ['db', 'web']), true],
    [one('app', 'In', ['db']), false],
    [one('other', 'In', ['']), false],
    [one('app', 'NotIn', ['db']), true],
    [one('app', 'NotIn', ['web']), false],
    [one('other', 'NotIn', ['web']), true],
    [one('tier', 'Exists'), true],
    [one('other', 'Exists'), false],
    [one('app', 'DoesNotExist'), false],
    [one('other', 'DoesNotExist'), true],
    [one('app', 'Like', ['w*']), false],
    [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
  ])('%j selects app=web,tier=: %s', (selector, selects) => {
    expect(selectsLabels(selector, labels)).toBe(selects);
  });

  it('does not take what every object has for a label', () => {
    expect(selectsLabels(one('toString', 'Exists'), labels)).toBe(false);
  });
});
