import { describe, expect, it } from 'vitest';
import type { ObjectMeta } from '../model/kube-object.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { findingsOf } from '../testing/plan-text.ts';
import { compareDiagnostics, orderDiagnostics } from './diagnostics.ts';
import { gitopsOf } from './gitops.ts';
import { planMove } from './plan-move.ts';

describe('what is found about planned objects', () => {
  const drawn = drawSnapshot('Cluster/c > Machine/m\nSecret/s', {
    objects: Object.fromEntries(
      ['Machine/m', 'Secret/s'].map((uid) => [
        uid,
        (object) => ({ ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      ]),
    ),
  });

  it('is that they are being deleted; of others it does not matter', () => {
    expect(findingsOf(planMove(drawn, { providers: [drawingProvider] }))).toEqual([
      'error being-deleted Machine fleet/m: it is being deleted; a move would bring it back to life in the target',
    ]);
  });

  it('is what providers say of them, once', () => {
    const nosy = {
      name: 'nosy',
      inspect: () => [{ code: 'seen', severity: 'warning', message: 'somebody is nosy' } as const],
    };
    const plan = planMove(drawSnapshot('Cluster/c > Machine/m\nSecret/s'), {
      providers: [drawingProvider, nosy, nosy],
    });
    expect(findingsOf(plan)).toEqual(['warning seen: somebody is nosy']);
  });
});

describe('objects under GitOps', () => {
  const managerOf = (metadata: Partial<ObjectMeta>): string | undefined =>
    gitopsOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', ...metadata } })?.tool;

  it.each<[string | undefined, Partial<ObjectMeta>]>([
    ['Flux', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }],
    ['Flux', { annotations: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }],
    ['Flux', { labels: { 'helm.toolkit.fluxcd.io/name': 'apps' } }],
    ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': 'x' } }],
    ['Argo CD', { labels: { 'argocd.argoproj.io/instance': 'x' } }],
    [
      'Argo CD',
      { labels: { 'app.kubernetes.io/instance': 'x' }, annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
    ],
    [undefined, { labels: { 'app.kubernetes.io/instance': 'x' } }],
    [undefined, { annotations: { 'argocd.argoproj.io/sync-wave': '1' } }],
    [undefined, {}],
  ])('are known to be of %s by %j', (manager, metadata) => {
    expect(managerOf(metadata)).toBe(manager);
  });

  it.each<[object, Partial<ObjectMeta>]>([
    [
      { tool: 'Flux', kind: 'Kustomization', name: 'apps', namespace: 'flux-system' },
      {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'apps',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      },
    ],
    [{ tool: 'Flux', kind: 'HelmRelease', name: 'r' }, { labels: { 'helm.toolkit.fluxcd.io/name': 'r' } }],
    [
      { tool: 'Argo CD', kind: 'Application', name: 'fleet' },
      { annotations: { 'argocd.argoproj.io/tracking-id': 'fleet:cluster.x-k8s.io/Cluster:fleet/a' } },
    ],
    [
      { tool: 'Argo CD', kind: 'Application', name: 'fleet', namespace: 'teams' },
      { annotations: { 'argocd.argoproj.io/tracking-id': 'teams_fleet:cluster.x-k8s.io/Cluster:fleet/a' } },
    ],
    // What could be more than a name in a command line is not taken for one.
    [{ tool: 'Argo CD', kind: 'Application' }, { labels: { 'argocd.argoproj.io/instance': 'x; rm -rf' } }],
  ])('are of %o by their marks', (owner, metadata) => {
    expect(gitopsOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', ...metadata } })).toEqual(owner);
  });

  it('refuse a move that would have them created again in the source', () => {
    const snapshot = drawSnapshot('Cluster/c', {
      objects: {
        'Cluster/c': ({ metadata, ...rest }) => ({
          ...rest,
          metadata: { ...metadata, labels: { 'kustomize.toolkit.fluxcd.io/name': 'x' } },
        }),
      },
    });
    expect(findingsOf(planMove(snapshot, { providers: [drawingProvider] }))).toEqual([
      'error gitops-managed Cluster fleet/c: Flux applies it, and would create it again in the source, not paused, once it has moved',
    ]);
  });
});

describe('API groups that no provider knows', () => {
  const snapshot = drawSnapshot('Cluster/c > Widget/w\nCluster/c > Gadget/g');

  it('are told, each with its kinds, and move all the same', () => {
    const made = planMove(snapshot, { providers: [{ ...drawingProvider, knowsGroups: [] }] });
    expect(findingsOf(made)).toEqual([
      'info unknown-group: no provider knows infrastructure.cluster.x-k8s.io (Gadget, Widget); it moves by the general rules',
    ]);
    expect(made.objects.map(({ uid }) => uid)).toEqual(['Cluster/c', 'Gadget/g', 'Widget/w']);
  });

  it('are known by one rule about them', () => {
    const knowing = { name: 'knowing', rules: [{ kinds: [{ group: 'infrastructure.cluster.x-k8s.io', kind: 'X' }] }] };
    const made = planMove(snapshot, { providers: [knowing, { ...drawingProvider, knowsGroups: [] }] });
    expect(findingsOf(made)).toEqual([]);
  });
});

describe('the order of diagnostics', () => {
  const ref = { group: '', version: 'v1', kind: 'Secret', namespace: 'fleet', name: 's' };

  it('is errors first, then code, then what is about no object, then object and text', () => {
    const ordered = [
      { code: 'b', severity: 'error', message: 'x' },
      { code: 'b', severity: 'error', message: 'x', ref },
      { code: 'b', severity: 'error', message: 'y', ref },
      { code: 'a', severity: 'warning', message: 'x' },
      { code: 'a', severity: 'info', message: 'x' },
    ] as const;
    expect(orderDiagnostics(ordered.toReversed())).toEqual(ordered);
  });

  it('says the same thing once', () => {
    const one = { code: 'a', severity: 'info', message: 'x', ref } as const;
    expect(orderDiagnostics([one, { ...one }])).toEqual([one]);
    expect(compareDiagnostics(one, { ...one, remedy: 'do it' })).toBeLessThan(0);
  });
});
