import { describe, expect, it } from 'vitest';
import { holdFor } from './holds.ts';
import { groupsOf, matchesSelector, ruleFor } from './rules.ts';
import type { Hold, KindSelector, Provider } from './types.ts';

const machine = { group: 'cluster.x-k8s.io', kind: 'Machine' };

describe('a kind selector', () => {
  it.each<[KindSelector, boolean]>([
    [{}, true],
    [{ group: 'cluster.x-k8s.io' }, true],
    [{ kind: 'Machine' }, true],
    [{ group: 'cluster.x-k8s.io', kind: 'Machine' }, true],
    [{ group: '' }, false],
    [{ group: 'cluster.x-k8s.io', kind: 'Cluster' }, false],
    [{ group: 'other.io', kind: 'Machine' }, false],
    [{ kindEndsWith: 'chine' }, true],
    [{ group: 'cluster.x-k8s.io', kindEndsWith: 'chine' }, true],
    [{ group: 'other.io', kindEndsWith: 'chine' }, false],
    [{ kindEndsWith: 'Template' }, false],
    [{ kindEndsWith: 'Machine' }, false],
    [{ kind: 'Machine', kindEndsWith: 'Template' }, false],
  ])('%j matches a Machine: %s', (selector, matches) => {
    expect(matchesSelector(selector, machine)).toBe(matches);
  });
});

describe('the rule for a kind', () => {
  it('has each field from the first rule that sets it', () => {
    const providers: readonly Provider[] = [
      {
        name: 'a',
        rules: [
          { kinds: [{ kind: 'Cluster' }], root: true },
          { kinds: [machine], move: true },
          { kinds: [{}], move: false, status: 'drop' },
        ],
      },
      { name: 'b', rules: [{ kinds: [machine], status: 'carry', leave: { because: 'it stays' } }] },
      { name: 'c' },
    ];
    expect(ruleFor(providers, machine)).toEqual({ move: true, status: 'drop', leave: { because: 'it stays' } });
    expect(ruleFor([], machine)).toEqual({});
  });
});

describe('the hold for a kind', () => {
  const hold = (releaseOrder: number, ...kinds: readonly KindSelector[]): Hold => ({
    kinds,
    by: 'none',
    stopsDeletion: true,
    releaseOrder,
  });
  const orderFor = (...holds: readonly (readonly Hold[])[]): number | undefined =>
    holdFor(
      holds.map((rows, number) => ({ name: `p${number}`, holds: rows })),
      machine,
    )?.releaseOrder;

  it('is the most specific row, whoever wrote it', () => {
    const everything = hold(1, {});
    const group = hold(2, { group: 'cluster.x-k8s.io' });
    const kind = hold(3, { kind: 'Machine' });
    const both = hold(4, machine);
    expect(orderFor([everything], [group])).toBe(2);
    expect(orderFor([group], [kind])).toBe(3);
    expect(orderFor([everything, group, kind], [both])).toBe(4);
    expect(orderFor([everything, hold(5, { kind: 'Cluster' }, machine)], [both])).toBe(5);
  });

  it('is one for an ending before one for a group, and after one for the kind', () => {
    const group = hold(1, { group: 'cluster.x-k8s.io' });
    const ending = hold(2, { kindEndsWith: 'chine' });
    const groupAndEnding = hold(3, { group: 'cluster.x-k8s.io', kindEndsWith: 'chine' });
    const kind = hold(4, { kind: 'Machine' });
    expect(orderFor([group], [ending])).toBe(2);
    expect(orderFor([group, ending], [groupAndEnding])).toBe(3);
    expect(orderFor([group, ending, groupAndEnding], [kind])).toBe(4);
  });

  it('is the first of equally specific rows', () => {
    expect(orderFor([hold(1, {}), hold(2, {})], [hold(3, {})])).toBe(1);
  });

  it('may be missing', () => {
    expect(orderFor([hold(1, { kind: 'Cluster' })])).toBeUndefined();
  });
});

describe('the groups that a provider knows', () => {
  it('are those it lists, and those of its rules and holds', () => {
    const provider: Provider = {
      name: 'p',
      knowsGroups: ['listed.io'],
      rules: [{ kinds: [{ group: 'ruled.io' }, { kind: 'Secret' }] }],
      holds: [{ kinds: [{ group: 'held.io', kind: 'Box' }, {}], by: 'none', stopsDeletion: true }],
    };
    expect([...groupsOf(provider)]).toEqual(['listed.io', 'ruled.io', 'held.io']);
    expect([...groupsOf({ name: 'empty' })]).toEqual([]);
  });
});
