import type { PivotEvent } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../support/drawing/draw.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { census } from '../../support/census.ts';
import { until } from '../../support/processes/until.ts';
import { requireAll, sidesOf } from '../trouble/sides.ts';
import {
  pivot,
  readNote,
  remains,
  reset,
  sourceScaledDown,
  sourceState,
  sourceUntouched,
  startPivotBed,
  type PivotBed,
} from './bed.ts';
import { live } from './deaths.ts';

let bed: PivotBed;

beforeAll(async () => {
  bed = await startPivotBed();
  await ensureNamespace(bed.pair.target, 'side');
});

afterAll(() => bed.stop());

const fleet = `
  Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
  Machine/m > DockerMachine/m
`;

const host = {
  spec: {
    online: true,
    bmc: { address: 'redfish://127.0.0.1/1', credentialsName: 'bmc' },
    bootMACAddress: '00:00:00:00:00:01',
  },
  status: {
    ...{ errorCount: 0, errorMessage: '', hardwareProfile: '', operationalStatus: 'OK', poweredOn: true },
    provisioning: { ID: 'x', state: 'available', image: { url: '' } },
  },
};

function stepsIn(events: readonly PivotEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'step-finished' ? [event.step] : []));
}

test('a whole pivot brings everything, hands Ironic over before anything is created, and leaves the source still', async () => {
  const { pair } = bed;
  await draw(pair.source, 'whole', `${fleet}\nBareMetalHost/h\nSecret/bmc`, { 'BareMetalHost/h': host });
  const before = await sidesOf(pair, 'whole');
  const { report, error, events } = await pivot(pair, 'whole');
  if (report === undefined) throw error;
  expect(report).toMatchObject({ outcome: 'pivoted', findings: [], kept: [] });
  expect(report.scaledDown.map(({ ref, replicas }) => `${ref.kind} ${ref.name} ${replicas.toString()}`)).toEqual([
    'Deployment baremetal-operator-ironic 1',
    'Deployment capi-controller-manager 1',
    'Deployment baremetal-operator-controller-manager 1',
    'StatefulSet probe-store 2',
  ]);
  await requireAll(pair, 'whole', before);
  const hosts = await census(pair.target, 'whole', ({ kind }) => kind === 'BareMetalHost');
  expect(hosts.get('BareMetalHost.metal3.io/h')).toMatchObject({ status: { provisioning: { state: 'available' } } });
  expect(await sourceState(pair)).toEqual(sourceScaledDown);
  expect(await readNote(pair, 'side')).toEqual({ leases: 'new' });
  expect(stepsIn(events)).toEqual([
    ...['side-data', 'components', 'source-ironic', 'source-controllers', 'target-ironic'],
    ...['move', 'checks', 'clean-up'],
  ]);
  const at = (match: (event: PivotEvent) => boolean): number => events.findIndex(match);
  const created = at((event) => event.type === 'move-event' && event.event.type === 'object-created');
  const up = at((event) => event.type === 'workload-scaled' && event.side === 'target' && event.replicas === 1);
  const down = at((event) => event.type === 'workload-scaled' && event.ref.name === 'baremetal-operator-ironic');
  const held = at(
    (event) => event.type === 'move-event' && event.event.type === 'phase-finished' && event.event.phase === 'wait',
  );
  expect([held, down, up, created].every((one) => one >= 0)).toBe(true);
  expect([held, down, up, created]).toEqual([held, down, up, created].toSorted((a, b) => a - b));
  expect(await remains(pair, 'whole')).toEqual(['components']);
  await reset(bed);
});

test('the clean-up deletes the controllers of the source, but not while Clusters there need them', async () => {
  const { pair } = bed;
  await draw(pair.source, 'cleaned', 'Cluster/a > Machine/m > DockerMachine/m');
  await draw(pair.source, 'other', 'Cluster/b');
  const { report, error } = await pivot(pair, 'cleaned', { cleanUpSource: 'components' });
  if (report === undefined) throw error;
  expect(report).toMatchObject({ outcome: 'pivoted', findings: [{ code: 'source-still-used' }] });
  expect(report.scaledDown).toHaveLength(4);
  expect(await sourceState(pair)).toEqual(sourceScaledDown);
  await reset(bed);
});

test('two pivots of one namespace do not run at once', async () => {
  const { pair, sourceNode } = bed;
  await draw(pair.source, 'twice', 'Cluster/a');
  sourceNode.keep('baremetal-operator-ironic');
  const options = { leaseDurationMs: 3_000, holderIsDead: false, podsTimeoutMs: 60_000, onFailure: 'stop' } as const;
  const stop = new AbortController();
  const first = pivot(pair, 'twice', { ...options, signal: stop.signal });
  const record = '/api/v1/namespaces/tsmove-system/configmaps/tsmove-pivot-twice';
  await until({ what: 'the first to be at work', timeout: 60_000 }, async () => {
    const { body } = await pair.source.api.request('GET', record);
    return JSON.stringify(body).includes('source-ironic: doing');
  });
  const second = await pivot(pair, 'twice', options);
  expect(second.error).toMatchObject({ name: 'LockedError' });
  stop.abort();
  expect((await first).error).toMatchObject({ code: 'pivot-stopped' });
  sourceNode.keep(undefined);
  // Whoever has let go of it need not be waited for.
  const undone = await pivot(pair, 'twice', { ...options, how: 'rollback' });
  expect(undone.report).toMatchObject({ outcome: 'undone' });
  expect(undone.events.map(({ type }) => type)).not.toContain('waiting-for-holder');
  expect(await sourceState(pair)).toEqual(sourceUntouched);
});

test('a pivot whose process is gone without a word is taken over once it was silent for long enough', async () => {
  const { pair } = bed;
  const life = live({ at: 12, when: 'after' });
  const options = { leaseDurationMs: 1_000, holderIsDead: false } as const;
  await pivot(pair, 'twice', { ...options, wrap: life.wrap });
  expect(life.isDead).toBe(true);
  const { report, error, events } = await pivot(pair, 'twice', options);
  if (report === undefined) throw error;
  expect(report.outcome).toBe('pivoted');
  expect(events[0]).toMatchObject({ type: 'waiting-for-holder', forMs: 31_000 });
  await reset(bed);
});
