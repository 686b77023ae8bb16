import { planMove, type JsonValue, type KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { core } from '../core/core.ts';
import { indexOf, make, snapshotOf, type Fields } from '../testing/objects.ts';
import { helm } from './helm.ts';
import { inspect } from './inspect.ts';

const apiVersion = 'addons.cluster.x-k8s.io/v1alpha1';
const settled = {
  initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
  conditions: [{ type: 'ControlPlaneInitialized', status: 'True' }],
};
const cluster = (name: string): KubeObject =>
  make('Cluster', name, { spec: {}, status: settled, metadata: { labels: { cni: 'calico' } } });
const chart = (spec: Readonly<Record<string, JsonValue>> = {}, fields: Fields = {}): KubeObject =>
  make('HelmChartProxy', 'cni', {
    apiVersion,
    spec: { clusterSelector: { matchLabels: { cni: 'calico' } }, ...spec },
    ...fields,
  });
const release = (name: string): KubeObject =>
  make('HelmReleaseProxy', name, {
    apiVersion,
    spec: { clusterRef: { kind: 'Cluster', namespace: 'fleet', name } },
    status: { revision: 1 },
    ownedBy: [chart()],
  });

function plan(objects: readonly KubeObject[], clusters?: readonly string[]): readonly string[] {
  const made = planMove(snapshotOf(objects), {
    providers: [helm, core],
    status: 'drop',
    ...(clusters === undefined ? {} : { clusters }),
  });
  return made.objects.map(({ uid, fate, status }) => `${fate} ${uid} ${status}`);
}

function row(kind: string) {
  return helm.holds?.find(({ kinds }) => kinds.some((one) => one.kind === kind));
}

describe('a plan with Helm charts', () => {
  it('takes the chart and its releases along, and their status even if none is wanted', () => {
    expect(plan([cluster('a'), chart(), release('a')])).toEqual([
      'move HelmChartProxy/cni none',
      'move Cluster/a drop',
      'move HelmReleaseProxy/a carry',
    ]);
  });

  it('copies a chart that selects a Cluster which stays, and leaves the release of that one', () => {
    expect(plan([cluster('a'), cluster('b'), chart(), release('a'), release('b')], ['a'])).toEqual([
      'copy HelmChartProxy/cni none',
      'move Cluster/a drop',
      'move HelmReleaseProxy/a carry',
    ]);
  });

  it('takes the Secrets of the repository along', () => {
    const named = chart({ credentials: { secret: { name: 'login' } }, tlsConfig: { caSecret: { name: 'ca' } } });
    expect(plan([cluster('a'), named, make('Secret', 'login'), make('Secret', 'ca'), make('Secret', 'other')])).toEqual(
      ['move HelmChartProxy/cni none', 'move Cluster/a drop', 'move Secret/ca none', 'move Secret/login none'],
    );
  });

  it('finds the Cluster of a release by its label, too', () => {
    const labelled = make('HelmReleaseProxy', 'r', {
      apiVersion,
      spec: {},
      metadata: { labels: { 'cluster.x-k8s.io/cluster-name': 'a' } },
    });
    const owners = [...(helm.relate?.(labelled, indexOf(cluster('a'), labelled)) ?? [])];
    expect(owners.map(({ relation, owner }) => `${relation} ${owner.metadata.name}`)).toEqual(['soft-owner a']);
  });
});

describe('the hold table of Helm charts', () => {
  it.each(['HelmChartProxy', 'HelmReleaseProxy'])('holds a %s by its annotation, and names the harm', (kind) => {
    const object = make(kind, 'x', { apiVersion });
    expect(row(kind)?.pause?.(object)).toEqual({ metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } });
    expect(row(kind)?.stopsDeletion).toBe(false);
    expect(row(kind)?.harmOnDelete).toContain('uninstalled');
  });

  it('releases them after Clusters, releases before charts', () => {
    const orders = [20, row('HelmReleaseProxy')?.releaseOrder ?? 0, row('HelmChartProxy')?.releaseOrder ?? 0];
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
  });
});

describe('what is found about a chart', () => {
  const findings = (object: KubeObject): readonly string[] =>
    [...inspect(object)].map(({ severity, code }) => `${severity} ${code}`);

  it('is that its controller must stand still', () => {
    expect(findings(chart())).toEqual(['warning helm-not-still']);
    expect([...inspect(chart())][0]?.remedy).toBe(
      'Scale caaph-controller-manager to 0 on both sides until the move is done.',
    );
    expect(findings(release('a'))).toEqual([]);
    expect(findings(cluster('a'))).toEqual([]);
  });

  it('is an error if it cannot be paused', () => {
    const full = chart({}, { metadata: { annotations: { note: 'x'.repeat(256 * 1024 - 10) } } });
    expect(findings(full)).toEqual(['error helm-not-holdable', 'warning helm-not-still']);
    expect([...inspect(full)][0]).toMatchObject({
      passable: false,
      message:
        'its annotations have no room for cluster.x-k8s.io/paused, and deleting it unpaused would uninstall what it has installed',
    });
    const paused = { note: 'x'.repeat(256 * 1024 - 40), 'cluster.x-k8s.io/paused': '' };
    expect(findings(chart({}, { metadata: { annotations: paused } }))).toEqual(['warning helm-not-still']);
  });

  it('is a Secret of another namespace', () => {
    const [, finding] = inspect(chart({ credentials: { secret: { name: 'login', namespace: 'caaph-system' } } }));
    expect(finding).toMatchObject({
      code: 'reference-elsewhere',
      message: 'it names Secret caaph-system/login, which is in another namespace and does not move',
    });
  });
});
