import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeObject } from '../support/api/api.ts';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { startControlPlane } from '../support/control-plane/start.ts';
import { draw } from '../support/drawing/draw.ts';
import { until } from '../support/processes/until.ts';
import { bindingMaker } from '../support/stand-ins/binding-maker.ts';
import type { Condition } from '../support/stand-ins/conditions.ts';
import { deletionAlarm } from '../support/stand-ins/deletion-alarm.ts';
import { finalizerKeeper } from '../support/stand-ins/finalizer-keeper.ts';
import { pauseAcknowledger } from '../support/stand-ins/pause-acknowledger.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane({ crds: 'all', name: 'stand-ins' });
});

afterAll(async () => {
  await plane.stop();
});

test('a paused Cluster is acknowledged on everything that hangs on it, at the current generation, and released again', async () => {
  const fleet = await draw(
    plane,
    'pause',
    `
    Cluster/a ~ ClusterClass/c
    Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m
    Machine/m > DockerMachine/m
    Cluster/b > Machine/n
    `,
    { 'Machine/m': { status: { observedGeneration: 1, phase: 'Running', conditions: [] } } },
  );
  await using acknowledger = await pauseAcknowledger(plane);
  const hanging = ['Cluster/a', 'KubeadmControlPlane/a', 'Machine/m', 'KubeadmConfig/m', 'DockerMachine/m'];
  const paused = async (words: string): Promise<Condition | undefined> =>
    conditionOf(await fleet.read(words), 'Paused');
  const all = async (status: string): Promise<boolean> =>
    (await Promise.all(hanging.map(paused))).every((condition) => condition?.status === status);

  await until({ what: 'NotPaused everywhere' }, () => all('False'));
  await plane.api.call('PATCH', fleet.pathOf('Cluster/a'), { spec: { paused: true } });
  await until({ what: 'Paused everywhere' }, () => all('True'));

  const cluster = await fleet.read('Cluster/a');
  expect(conditionOf(cluster, 'Paused')).toMatchObject({
    observedGeneration: 2,
    reason: 'Paused',
    message: 'Cluster spec.paused is set to true',
  });
  expect(conditionOf(cluster, 'TopologyReconciled')).toMatchObject({ status: 'False', reason: 'Paused' });
  expect(await paused('Machine/n')).toMatchObject({ status: 'False' });

  await plane.api.call('PATCH', fleet.pathOf('Machine/m'), { spec: { version: 'v1.33.1' } });
  await until(
    { what: 'the new generation acknowledged' },
    async () => (await paused('Machine/m'))?.observedGeneration === 2,
  );
  expect((await fleet.read('Machine/m'))?.['status']).toMatchObject({ observedGeneration: 1, phase: 'Running' });

  await plane.api.call('PATCH', fleet.pathOf('Cluster/a'), { spec: { paused: false } });
  await until({ what: 'released everywhere' }, () => all('False'));
  expect((await fleet.read('Machine/m'))?.['status']).toMatchObject({ observedGeneration: 2 });
  expect(conditionOf(await fleet.read('Cluster/a'), 'TopologyReconciled')).toMatchObject({ status: 'True' });
  const notes = (): readonly string[] => acknowledger.written.filter((line) => line.startsWith('DockerMachine'));
  // It notes what it has written when the answer comes, which may be after others can read it.
  await until({ what: 'the note of the last one' }, () => notes().length === 3);
  expect(notes()).toEqual(['DockerMachine pause/m False', 'DockerMachine pause/m True', 'DockerMachine pause/m False']);
});

test('a ClusterClass and a ClusterResourceSet are acknowledged by their own annotation only', async () => {
  const fleet = await draw(plane, 'alone', 'Cluster/a ~ ClusterClass/c\nClusterResourceSet/s', {
    'Cluster/a': { spec: { paused: true } },
  });
  await using acknowledger = await pauseAcknowledger(plane);
  const annotated = { metadata: { annotations: { 'cluster.x-k8s.io/paused': 'true' } } };
  await plane.api.call('PATCH', fleet.pathOf('ClusterResourceSet/s'), annotated);

  await until(
    { what: 'the set paused' },
    async () => conditionOf(await fleet.read('ClusterResourceSet/s'), 'Paused')?.status === 'True',
  );
  expect(conditionOf(await fleet.read('ClusterClass/c'), 'Paused')).toMatchObject({ status: 'False' });
  expect(acknowledger.written).not.toContain('ClusterClass alone/c True');
});

test('a removed finalizer comes back, also on a held object, and not on one that is being deleted', async () => {
  const fleet = await draw(plane, 'keep', 'Cluster/a > Machine/m', {
    'Cluster/a': { spec: { paused: true } },
    'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] },
  });
  await using keeper = await finalizerKeeper(plane);
  const path = fleet.pathOf('Machine/m');
  await plane.api.call('PATCH', path, { metadata: { finalizers: [] } });
  // It counts when the answer comes, which may be after others can read what it has written.
  await until({ what: 'the count of it' }, () => keeper.kept.has('Machine keep/m'));
  expect(keeper.kept.get('Machine keep/m')).toBe(1);
  expect((await fleet.read('Machine/m'))?.metadata.finalizers).toEqual(['machine.cluster.x-k8s.io']);

  await plane.api.call('DELETE', path);
  await plane.api.call('PATCH', path, { metadata: { finalizers: [] } });
  await until({ what: 'the end of the Machine' }, async () => (await fleet.read('Machine/m')) === undefined);
});

test('the alarm rings for an object that is deleted with finalizers, and for none that is deleted without', async () => {
  const fleet = await draw(plane, 'alarm', 'Cluster/a > Machine/held, Machine/free', {
    'Machine/held': { finalizers: ['machine.cluster.x-k8s.io'] },
  });
  await using alarm = await deletionAlarm(plane);
  await plane.api.call('DELETE', fleet.pathOf('Machine/free'));
  await plane.api.call('DELETE', fleet.pathOf('Machine/held'));
  await until({ what: 'the alarm' }, () => alarm.alarms.length > 0);
  await plane.api.call('PATCH', fleet.pathOf('Machine/held'), { metadata: { finalizers: [] } });
  await until({ what: 'the end of the Machine' }, async () => (await fleet.read('Machine/held')) === undefined);
  expect(alarm.alarms).toMatchObject([{ object: 'Machine alarm/held', finalizers: ['machine.cluster.x-k8s.io'] }]);
});

test('a set that is not held binds to a matching cluster, applies once, and a held one does nothing', async () => {
  const fleet = await draw(
    plane,
    'bind',
    'Cluster/a\nClusterResourceSet/cni\nConfigMap/cni\nClusterResourceSet/held\nConfigMap/held\nCluster/other',
    {
      'Cluster/a': { labels: { resources: 'cni' }, spec: { paused: true } },
      'ClusterResourceSet/held': {
        annotations: { 'cluster.x-k8s.io/paused': '' },
        spec: { clusterSelector: { matchLabels: { resources: 'cni' } } },
      },
    },
  );
  await using maker = await bindingMaker(plane);
  await until({ what: 'the application' }, () => maker.applied.length > 0);
  const bindings = await plane.api.call<{ items: KubeObject[] }>(
    'GET',
    '/apis/addons.cluster.x-k8s.io/v1beta2/namespaces/bind/clusterresourcesetbindings',
  );
  expect(bindings.items.map(({ metadata, spec }) => [metadata.name, spec])).toMatchObject([
    [
      'a',
      {
        clusterName: 'a',
        bindings: [{ clusterResourceSetName: 'cni', resources: [{ kind: 'ConfigMap', name: 'cni', applied: true }] }],
      },
    ],
  ]);
  expect((await fleet.read('ConfigMap/cni'))?.metadata.ownerReferences).toMatchObject([
    { kind: 'ClusterResourceSet', name: 'cni' },
  ]);

  await plane.api.call('PATCH', fleet.pathOf('ClusterResourceSet/cni'), { metadata: { labels: { touched: 'yes' } } });
  await plane.api.call('PATCH', fleet.pathOf('Cluster/a'), { metadata: { labels: { touched: 'yes' } } });
  await plane.api.call('PATCH', fleet.pathOf('ClusterResourceSet/held'), {
    metadata: { annotations: { 'cluster.x-k8s.io/paused': null } },
  });
  await until({ what: 'the other set' }, () => maker.applied.length > 1);
  expect(maker.applied).toEqual(['cni -> a: ConfigMap cni', 'held -> a: ConfigMap held']);
});

test('a stand-in goes on after its API server was away', async () => {
  const fleet = await draw(plane, 'away', 'Cluster/a > Machine/m');
  await using acknowledger = await pauseAcknowledger(plane);
  await plane.kill('apiserver');
  await plane.restart('apiserver');
  // One that has just come back answers 429 for a while, until its storage is ready.
  await until({ what: 'the API server to take writes' }, async () => {
    const answer = await plane.api.request('PATCH', fleet.pathOf('Cluster/a'), { spec: { paused: true } });
    return answer.status === 200;
  });
  await until({ what: 'Paused' }, async () => {
    const answer = await plane.api.request('GET', fleet.pathOf('Machine/m'));
    return answer.status === 200 && conditionOf(answer.body as KubeObject, 'Paused')?.status === 'True';
  });
  await until({ what: 'the note of it' }, () => acknowledger.written.includes('Machine away/m True'));
});

function conditionOf(object: KubeObject | undefined, type: string): Condition | undefined {
  return ((object?.['status'] ?? {}) as { readonly conditions?: readonly Condition[] }).conditions?.find(
    (condition) => condition.type === type,
  );
}
