import { describe, expect, it } from 'vitest';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider, withRules } from '../testing/drawing-provider.ts';
import { fateOf, findingsOf, groupsOf } from '../testing/plan-text.ts';
import { planMove, type PlanOptions } from './plan-move.ts';
import type { Plan } from './types.ts';

function plan(drawing: string, drawn?: DrawingOptions, options: Partial<PlanOptions> = {}): Plan {
  return planMove(drawSnapshot(drawing, drawn), { providers: [drawingProvider], ...options });
}

const collector = "; the source's garbage collector will delete it";

describe('what is left behind', () => {
  it.each<[title: string, drawing: string, findings: readonly string[], drawn?: DrawingOptions]>([
    [
      'an object with an owner whose kind takes no part, and everything below it (beats E5.3)',
      'Cluster/c > Machine/m > Secret/s\nunseen:Thing/x > Machine/m',
      [
        'error left-behind Secret fleet/s: its owner Machine fleet/m is left behind',
        'error left-behind Machine fleet/m: its owner Thing fleet/x is of a kind that takes no part in the move',
      ],
    ],
    [
      'an object with a built-in owner',
      'Cluster/c > Secret/s\nunseen:Deployment/x > Secret/s',
      ['error left-behind Secret fleet/s: its owner Deployment fleet/x is of a kind that never moves'],
    ],
    [
      'an object with an owner that takes part but does not move',
      'Cluster/c > Machine/m\nPool/p > Machine/m',
      [
        'error left-behind Machine fleet/m: its owner Pool fleet/p does not move',
        'error left-behind Pool fleet/p: nothing that moves owns it',
      ],
    ],
    [
      'an object with an owner in another namespace',
      'Cluster/c > Secret/s\nelsewhere:Cluster/d@other > Secret/s',
      ['error left-behind Secret fleet/s: its owner Cluster other/d is in namespace other, which is not moved'],
    ],
    [
      'an object with an owner of which nobody can tell whether it exists',
      'Cluster/c > Machine/m > Secret/s\nunknown:Thing/x > Machine/m',
      [
        `error left-behind Secret fleet/s: its owner Machine fleet/m is left behind${collector}`,
        `error owner-unknown Machine fleet/m: it cannot be told whether its owner Thing fleet/x exists: forbidden${collector}`,
      ],
    ],
    [
      'a circle of owners, by name, and everything below it',
      'Cluster/c > Machine/a > Machine/b > Machine/a > Secret/s',
      [
        'error left-behind Secret fleet/s: its owner Machine fleet/a is left behind',
        'error owner-cycle Machine fleet/a: it is caught in a circle of owners: Machine fleet/a > Machine fleet/b > Machine fleet/a',
        'error owner-cycle Machine fleet/b: it is caught in a circle of owners: Machine fleet/a > Machine fleet/b > Machine fleet/a',
      ],
    ],
    [
      'an object of a labelled kind that belongs to nothing (C6)',
      'Cluster/c\nInfraTemplate/t',
      ['error left-behind InfraTemplate fleet/t: nothing that moves owns it'],
    ],
    [
      'an object of a labelled kind whose owner is gone',
      'Cluster/c\ngone:Machine/x > InfraMachine/i',
      ['error left-behind InfraMachine fleet/i: nothing that moves owns it'],
    ],
    [
      'what an object owns that moves without its hierarchy: it is lost even',
      'Pool/p{move} > Secret/s',
      [`error garbage-collected Secret fleet/s: its owner Pool fleet/p moves, but without what it owns${collector}`],
    ],
    [
      'a Secret of something that is left behind',
      'Cluster/c\nPool/p > Secret/s',
      [
        'error left-behind Secret fleet/s: its owner Pool fleet/p does not move',
        'error left-behind Pool fleet/p: nothing that moves owns it',
      ],
    ],
  ])('is %s', (_title, drawing, findings, drawn) => {
    const made = plan(drawing, drawn);
    expect(findingsOf(made)).toEqual(findings);
    expect(made.leftBehind).toHaveLength(findings.length);
    expect(made.diagnostics.every(({ remedy }) => remedy?.includes('--allow-left-behind'))).toBe(true);
  });

  it.each([
    ['Secrets and ConfigMaps of nobody', 'Cluster/c\nSecret/own\nConfigMap/kube-root-ca.crt'],
    ['Secrets of things that nobody moves', 'Cluster/c\nunseen:Deployment/d > Secret/s'],
    ['Secrets whose owner is gone', 'Cluster/c\ngone:Thing/t > Secret/s'],
    ['objects of other namespaces', 'Cluster/c\nSecret/s@capi-system\nInfraTemplate/t@other'],
    ['dependents of things that stay', 'Cluster/c\nunseen:Deployment/d > other:Pod/p'],
  ])('is not %s', (_title, drawing) => {
    const made = plan(drawing);
    expect(made.leftBehind).toEqual([]);
    expect(findingsOf(made)).toEqual([]);
  });

  it('is said with a warning where a rule keeps a kind back', () => {
    const providers = withRules({ kinds: [{ kind: 'Host' }], leave: { because: 'its agent talks to the source' } });
    const made = plan('Cluster/c\nHost/h', {}, { providers });
    expect(fateOf(made, 'Host/h')).toBe('behind');
    expect(findingsOf(made)).toEqual(['warning left-behind Host fleet/h: its agent talks to the source']);
  });

  it('is an error if a kind that is kept back would be lost', () => {
    const providers = withRules({ kinds: [{ kind: 'Host' }], leave: { because: 'its agent talks to the source' } });
    const made = plan('Cluster/c > Host/h > Secret/s', {}, { providers });
    expect(findingsOf(made)).toEqual([
      `error garbage-collected Host fleet/h: its agent talks to the source${collector}`,
      `error left-behind Secret fleet/s: its owner Host fleet/h never moves: its agent talks to the source${collector}`,
    ]);
  });

  it('includes unlabelled kinds that a provider asks for', () => {
    const kinds = { Host: { labelled: false }, Other: { labelled: false } };
    const providers = withRules({ kinds: [{ kind: 'Host' }], discover: true });
    const made = plan('Cluster/c\nHost/h\nOther/o', { kinds }, { providers });
    expect(made.leftBehind.map(({ uid }) => uid)).toEqual(['Host/h']);
  });

  it('does not include what a soft owner stays without', () => {
    const made = plan('Cluster/c > Machine/m\nHost/h ~> Machine/m', { kinds: { Host: { labelled: false } } });
    expect(groupsOf(made)).toEqual(['Cluster/c', 'Machine/m']);
    expect(made.leftBehind).toEqual([]);
  });
});

describe('what the garbage collector of the source would take', () => {
  const collectedBy = (drawing: string): readonly string[] =>
    plan(drawing)
      .leftBehind.filter(({ collected }) => collected)
      .map(({ uid }) => uid);

  it.each<[string, string, readonly string[]]>([
    ['what only moving objects own', 'Cluster/c > other:Pod/p', ['Pod/p']],
    ['what belongs to it in turn', 'Cluster/c > other:Deployment/d > other:Pod/p', ['Pod/p', 'Deployment/d']],
    ['nothing that something else owns too', 'Cluster/c > other:Pod/p\nunseen:Deployment/d > other:Pod/p', []],
    ['what has other owners that are gone', 'Cluster/c > other:Pod/p\ngone:Deployment/d > other:Pod/p', ['Pod/p']],
    ['what has other owners that nobody can see', 'Cluster/c > other:Pod/p\nunknown:Thing/x > other:Pod/p', ['Pod/p']],
    ['nothing below what stays', 'Cluster/c\nPool/p > other:Pod/p', []],
    ['what moving objects own together', 'Cluster/a > other:Pod/p\nCluster/b > other:Pod/p', ['Pod/p']],
    ['nothing that a circle holds', 'Cluster/c > Machine/a > Machine/b > Machine/a', []],
  ])('is %s', (_title, drawing, collected) => {
    expect(collectedBy(drawing)).toEqual(collected);
  });

  it('says who takes it along', () => {
    expect(findingsOf(plan('Cluster/c > other:Pod/p\nCluster/d > other:Pod/p'))).toEqual([
      `error garbage-collected Pod fleet/p: all its owners (Cluster c, Cluster d) will be gone, and its kind takes no part in the move${collector}`,
    ]);
  });

  it('may be something that is to be kept as a copy', () => {
    const made = plan('Cluster/a > Pool/p .> Claim/x\nCluster/b > Claim/x', {}, { clusters: ['a'] });
    expect(fateOf(made, 'Pool/p')).toBe('copy');
    expect(findingsOf(made)).toEqual([
      `error garbage-collected Pool fleet/p: it is to be kept in the source, but all its owners move${collector}`,
    ]);
  });
});

describe('kinds that cannot be listed', () => {
  const unlistable = [{ resource: 'widgets.example.io', because: 'forbidden' }];

  it('are an error if something leaves the source, because it may be the owner of an unseen object', () => {
    expect(findingsOf(plan('Cluster/c', { unlistable }))).toEqual([
      'error kind-unlistable: widgets.example.io cannot be listed in the source (forbidden); the garbage collector may delete objects of it unseen',
    ]);
  });

  it('are a warning if nothing does', () => {
    expect(findingsOf(plan('ConfigMap/x', { unlistable }))).toContain(
      'warning kind-unlistable: widgets.example.io cannot be listed in the source (forbidden); the garbage collector may delete objects of it unseen',
    );
  });
});
