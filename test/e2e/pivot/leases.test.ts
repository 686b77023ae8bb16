import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { draw } from '../../support/drawing/draw.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { tsmove } from '../cli/program.ts';
import { startPivotBed, type PivotBed } from './bed.ts';
import { components } from './components.ts';

let bed: PivotBed;
let directory: string;
let flagsFor: (namespace: string, file: string) => readonly string[];

const far = Math.floor(Date.now() / 1000) + 86_400;
const theirs = `${far} 02:00:00:00:00:01 172.22.0.10 * *\n`;
const ours = `${far} 02:00:00:00:00:02 172.22.0.11 node-1 *\nduid 00:01:00:01\n`;

beforeAll(async () => {
  bed = await startPivotBed();
  const { source, target } = bed.pair;
  directory = await mkdtemp(join(tmpdir(), 'tsmove-leases-'));
  await writeFile(join(directory, 'dnsmasq.leases'), ours);
  const folder = join(directory, 'components');
  await mkdir(folder);
  await writeFile(join(folder, 'all.yaml'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: components }));
  await draw(source, 'leased', 'Cluster/a > Machine/m');
  await ensureNamespace(target, 'metal3');
  await target.api.call('POST', '/api/v1/namespaces/metal3/configmaps', {
    metadata: { name: 'dnsmasq-leases-configmap' },
    data: { 'dnsmasq.leases': theirs, other: 'kept' },
  });
  flagsFor = (namespace, file) => [
    ...['--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig, '-n', namespace],
    ...['--leases-from', `file:${join(directory, file)}`, '--components', folder, '--scale-down-source'],
  ];
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await bed.stop();
});

/** The ConfigMaps of the namespace, without what Kubernetes puts there. */
async function configMaps(): Promise<Readonly<Record<string, unknown>>> {
  const { items } = await bed.pair.target.api.call<KubeList>('GET', '/api/v1/namespaces/metal3/configmaps');
  const own = items.filter(({ metadata }: KubeObject) => metadata.name !== 'kube-root-ca.crt');
  return Object.fromEntries(own.map((one) => [one.metadata.name, [one['data'], one.metadata.annotations ?? {}]]));
}

const untouched = { 'dnsmasq-leases-configmap': [{ 'dnsmasq.leases': theirs, other: 'kept' }, {}] };

test('leases are in the plan, written by a pivot, and taken back by one that fails', async () => {
  const flags = flagsFor('leased', 'dnsmasq.leases');
  const planned = await tsmove(['pivot', '--dry-run', ...flags]);
  expect(planned.stdout).toContain('copy 1 leases of ');
  expect(await configMaps()).toEqual(untouched);

  bed.sourceNode.keep('capi-controller');
  const failed = await tsmove(['pivot', ...flags, '--pods-timeout', '3s']);
  bed.sourceNode.keep(undefined);
  expect(failed.stderr).toContain('was undone');
  expect(await configMaps()).toEqual(untouched);

  const done = await tsmove(['pivot', ...flags, '--settle-timeout', '30s']);
  expect({ code: done.code, stderr: done.stderr }).toMatchObject({ code: 0 });
  // The earlier text is not kept any longer than somebody could ask for it.
  expect(await configMaps()).toEqual({
    'dnsmasq-leases-configmap': [
      {
        'dnsmasq.leases': `${theirs}${far} 02:00:00:00:00:02 172.22.0.11 node-1 *\nduid 00:01:00:01\n`,
        other: 'kept',
      },
      {},
    ],
  });
});

test('leases that contradict those of the target refuse the pivot before anything else is done', async () => {
  await draw(bed.pair.source, 'contrary', 'Cluster/b > Machine/n');
  await writeFile(join(directory, 'contrary.leases'), `${far} 02:00:00:00:00:09 172.22.0.10 * *\n`);
  const before = await configMaps();
  const refused = await tsmove(['pivot', ...flagsFor('contrary', 'contrary.leases')]);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('172.22.0.10');
  expect(await configMaps()).toEqual(before);
});
