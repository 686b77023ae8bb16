import { describe, expect, it } from 'vitest';
import type { Hold, KubeObject } from '@tsmove/move-core/provider';
import { make } from '../testing/objects.ts';
import { holds } from './holds.ts';
import { project, tolerates } from './project.ts';

const paused = 'baremetalhost.metal3.io/paused';
const blockMove = 'clusterctl.cluster.x-k8s.io/block-move';
const status = 'baremetalhost.metal3.io/status';

function host(annotations?: Readonly<Record<string, string>>): KubeObject {
  return make('BareMetalHost', 'h', {
    apiVersion: 'metal3.io/v1alpha1',
    ...(annotations === undefined ? {} : { metadata: { annotations } }),
  });
}

function rowOf(kind: string): Hold {
  const row = holds.find(({ kinds }) => kinds.some((one) => one.kind === kind));
  if (row === undefined) throw new RangeError(`no row for ${kind}`);
  return row;
}

describe('the hold of a host', () => {
  const { pause, awaits } = rowOf('BareMetalHost');

  it('is a pause of our own where nobody has paused it', () => {
    expect(pause?.(host())).toEqual({ metadata: { annotations: { [paused]: 'tsmove.dev' } } });
  });

  it.each(['metal3.io/capm3', 'metal3.io/hostclaim', '', 'by hand'])('leaves the pause %j as it is', (value) => {
    expect(pause?.(host({ [paused]: value }))).toEqual({});
  });

  it('waits for CAPM3 where that has announced to pause it', () => {
    const announced = host({ [blockMove]: '' });
    expect(pause?.(announced)).toEqual({});
    expect(awaits?.(announced)).toBe('nobody has paused the host yet');
    expect(awaits?.(host({ [paused]: 'metal3.io/capm3' }))).toBeUndefined();
  });

  it('comes off last', () => {
    const last = Math.max(...holds.map(({ releaseOrder = 0 }) => releaseOrder));
    expect(rowOf('BareMetalHost').releaseOrder).toBe(last);
  });
});

it.each(['IPPool', 'Metal3DataTemplate', 'IPClaim', 'Metal3DataClaim'])(
  'a %s is held by its own annotation',
  (kind) => {
    const { pause } = rowOf(kind);
    const annotation = 'cluster.x-k8s.io/paused';
    expect(pause?.(make(kind, 'x'))).toEqual({ metadata: { annotations: { [annotation]: '' } } });
    expect(pause?.(make(kind, 'x', { metadata: { annotations: { [annotation]: 'mine' } } }))).toEqual({});
  },
);

it.each(['HardwareData', 'HostFirmwareSettings', 'HostFirmwareComponents', 'DataImage', 'HostUpdatePolicy'])(
  'a %s is held with its host',
  (kind) => {
    expect(rowOf(kind)).toMatchObject({ by: 'owner', stopsDeletion: true });
  },
);

it.each(['HostClaim', 'BMCEventSubscription'])('a %s cannot be held, and says what harm a deletion does', (kind) => {
  expect(rowOf(kind)).toMatchObject({ by: 'none', stopsDeletion: false });
  expect(rowOf(kind).harmOnDelete).toBeDefined();
});

it('does not wait for the condition of a Metal3Cluster, which never comes', () => {
  expect(rowOf('Metal3Cluster').awaits).toBeUndefined();
});

describe('a host on its way', () => {
  it('is paused whatever it was, and carries no status as an annotation and no block', () => {
    const draft = host({ [status]: '{}', [blockMove]: '', kept: 'yes' });
    expect(project(draft).metadata.annotations).toEqual({ kept: 'yes', [paused]: 'tsmove.dev' });
    expect(project(host({ [paused]: 'metal3.io/capm3' })).metadata.annotations).toEqual({
      [paused]: 'metal3.io/capm3',
    });
    expect(project(host()).metadata.annotations).toEqual({ [paused]: 'tsmove.dev' });
  });

  it('is the only kind that is changed', () => {
    const secret = make('Secret', 's', { metadata: { annotations: { [status]: '{}' } } });
    expect(project(secret)).toBe(secret);
  });

  it.each<[path: string, tolerated: boolean]>([
    ['/status/provisioningFailCount', true],
    ['/status/conditions', true],
    ['/status/conditions/0', true],
    ['/status/lastAttemptedImage/url', true],
    ['/status/provisioning/state', false],
    ['/status/provisioning/image', false],
    ['/status/provisioning/image/url', false],
    ['/status/provisioning/ID', false],
    ['/status/provisioning/raid', false],
    ['/status/hardware', false],
    ['/status/lastUpdated', false],
    ['/spec/image', false],
  ])('may lose %s to an older definition: %s', (path, tolerated) => {
    const ref = { group: 'metal3.io', version: 'v1alpha1', kind: 'BareMetalHost', namespace: 'fleet', name: 'h' };
    expect(tolerates({ ref, path, change: 'lost' })).toBe(tolerated);
    expect(tolerates({ ref, path, change: 'changed' })).toBe(false);
    expect(tolerates({ ref: { ...ref, kind: 'HostClaim' }, path, change: 'lost' })).toBe(false);
  });
});
