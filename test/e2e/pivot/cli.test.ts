import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../support/drawing/draw.ts';
import { tsmove } from '../cli/program.ts';
import { requireAll, sidesOf } from '../trouble/sides.ts';
import { remains, sourceScaledDown, sourceState, sourceUntouched, startPivotBed, type PivotBed } from './bed.ts';
import { components } from './components.ts';

let bed: PivotBed;
let directory: string;
let sides: readonly string[];

beforeAll(async () => {
  bed = await startPivotBed();
  const { source, target } = bed.pair;
  sides = ['--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig];
  directory = await mkdtemp(join(tmpdir(), 'tsmove-pivot-'));
  // JSON is YAML; one file with several documents, and one with a List.
  const [first = components[0], ...others] = components;
  await writeFile(join(directory, 'first.yaml'), `---\n${JSON.stringify(first)}\n---\n# nothing\n`);
  const list = { apiVersion: 'v1', kind: 'List', items: others };
  await writeFile(join(directory, 'others.yaml'), JSON.stringify(list));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await bed.stop();
});

const settings = (): readonly string[] => [
  ...[...sides, '-n', 'cli', '--components', directory, '--provisioning-interface', 'eth1', '--scale-down-source'],
];

test('tsmove pivot, from its plan to the end, with a check in between that has something to say', async () => {
  const { pair } = bed;
  await draw(pair.source, 'cli', 'Cluster/a > Machine/m > DockerMachine/m');
  const before = await sidesOf(pair, 'cli');

  const planned = await tsmove(['pivot', '--dry-run', ...settings()]);
  expect({ code: planned.code, stdout: planned.stdout }).toEqual({ code: 0, stdout: plan });
  expect(await sourceState(pair)).toEqual(sourceUntouched);
  expect(await remains(pair, 'cli')).toEqual([]);

  bed.sourceNode.keep('capi-controller');
  const failed = await tsmove(['pivot', ...settings(), '--pods-timeout', '3s', '--on-failure', 'stop']);
  expect(failed.code).toBe(4);
  expect(failed.stderr).toContain('Deployment capi-system/capi-controller-manager: 1 of its pods are still there');
  bed.sourceNode.keep(undefined);

  const other = await tsmove(['pivot', ...sides, '-n', 'cli']);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('was begun with other settings: components, provisioningInterface, scaleDownSource');

  const done = await tsmove(['pivot', ...settings(), '--settle-timeout', '30s', '-v', '1']);
  expect({ code: done.code, stderr: done.stderr }).toMatchObject({ code: 0 });
  expect(done.stdout).toMatch(/^Namespace cli is pivoted, 3 objects moved\.\n/);
  expect(done.stdout).toContain(
    'Deployment capi-system/capi-controller-manager is at 0 replicas in the source; it had 1.\n',
  );
  expect(done.stderr).toContain('deployment.apps/probe-ironic scaled to 1 in the target\n');
  await requireAll(pair, 'cli', before);
  expect(await sourceState(pair)).toEqual(sourceScaledDown);
  const settingsMap = await pair.target.api.call<{ readonly data: unknown }>(
    'GET',
    '/api/v1/namespaces/probe-system/configmaps/ironic-settings',
  );
  expect(settingsMap.data).toEqual({ PROVISIONING_INTERFACE: 'eth1', OTHER: 'kept' });

  const well = await tsmove(['check', ...sides, '-n', 'cli', '--settle-timeout', '1s']);
  expect({ code: well.code, stdout: well.stdout }).toEqual({
    code: 0,
    stdout: 'All is well with 2 objects of namespace cli.\n',
  });
  const status = '/apis/apps/v1/namespaces/probe-system/deployments/probe-controller-manager';
  await pair.target.api.call('PATCH', status, { spec: { replicas: 3 } });
  bed.targetNode.refuse('probe-controller');
  await pair.target.api.call('PATCH', status, { spec: { replicas: 4 } });
  const ill = await tsmove(['check', ...sides, '-n', 'cli', '--settle-timeout', '1s', '-o', 'json']);
  expect(ill.code).toBe(3);
  expect(JSON.parse(ill.stdout)).toMatchObject({
    exitCode: 3,
    findings: [{ code: 'controller-unavailable', ref: { name: 'probe-controller-manager' } }],
  });
  bed.targetNode.refuse(undefined);
});

test('hosts that are to stay in the source stay there, paused, and a check says so and is content', async () => {
  const { source, target } = bed.pair;
  const spec = { online: true, bmc: { address: '', credentialsName: '' } };
  const provisioning = { state: 'available', ID: '' };
  const status = { provisioning, operationalStatus: 'OK', poweredOn: true, errorMessage: '', errorCount: 0 };
  await draw(source, 'kept', 'BareMetalHost/h', { 'BareMetalHost/h': { spec, status } });
  const keeping = [...sides, '-n', 'kept', '--keep-in-source', 'baremetalhosts.metal3.io', '--allow-empty'];
  const odd = await tsmove(['pivot', ...sides, '-n', 'kept', '--keep-in-source', 'hosts.example.dev']);
  expect({ code: odd.code, stderr: odd.stderr }).toMatchObject({ code: 2 });
  const done = await tsmove(['pivot', ...keeping, '--settle-timeout', '30s']);
  expect({ code: done.code, stderr: done.stderr }).toMatchObject({ code: 0 });
  const path = '/apis/metal3.io/v1alpha1/namespaces/kept/baremetalhosts/h';
  const left = await source.api.call('GET', path);
  expect(left.metadata.annotations).toEqual({ 'baremetalhost.metal3.io/paused': 'tsmove.dev' });
  const there = await target.api.call('GET', path);
  expect(there).toMatchObject({ status: { provisioning: { state: 'available' } } });
  expect(there.metadata.annotations).toBeUndefined();
  const check = await tsmove(['check', ...sides, '-n', 'kept', '--settle-timeout', '1s']);
  expect({ code: check.code, stdout: check.stdout }).toMatchObject({ code: 0 });
  expect(check.stdout).toContain('It is in the target, and also in the source, where it is paused.');
});

const plan = `Pivot of namespace cli:
1. Apply components to the target, and wait for them
   create Namespace probe-system
   create CustomResourceDefinition probes.probes.example.dev
   create ConfigMap probe-system/ironic-settings
   create ServiceAccount probe-system/manager
   create Probe probe-system/first
   create Deployment probe-system/probe-controller-manager
   create Deployment probe-system/probe-ironic
   create StatefulSet probe-system/probe-store
2. Once the source is held: take down its Ironic
   scale Deployment metal3-system/baremetal-operator-ironic from 1 to 0
3. Once the source is held: take down its controllers
   scale Deployment capi-system/capi-controller-manager from 1 to 0
   scale Deployment metal3-system/baremetal-operator-controller-manager from 1 to 0
   scale StatefulSet probe-system/probe-store from 2 to 0
4. Once the source is held: start the Ironic of the target
   scale Deployment probe-system/probe-ironic up to 1
5. Move
   move 3 objects of namespace cli
6. Check the target
   controllers, hosts, Machines, conditions, and that nothing is left in the source
`;
