import { planMove, type KubeObject, type Plan } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { core } from '../core/core.ts';
import { indexOf, make, snapshotOf, type Fields } from '../testing/objects.ts';
import { metal3 } from './metal3.ts';
import { relate } from './relate.ts';

const bmo = 'metal3.io/v1alpha1';
const ipam = 'ipam.metal3.io/v1alpha1';

const provisioned = (more: Readonly<Record<string, never>> | object = {}): Fields['status'] => ({
  operationalStatus: 'OK',
  provisioning: { state: 'provisioned', ID: 'x', image: { url: 'http://images/a' } },
  ...more,
});

function host(name: string, fields: Fields = {}): KubeObject {
  return make('BareMetalHost', name, {
    apiVersion: bmo,
    spec: { image: { url: 'http://images/a' } },
    status: provisioned() ?? null,
    ...fields,
  });
}

/** Two machines of one Cluster with data templates, pools, addresses; a free host beside them. */
function fleet(): readonly KubeObject[] {
  const cluster = make('Cluster', 'c', {
    spec: {},
    status: { initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true } },
  });
  const infrastructure = make('Metal3Cluster', 'c', { ownedBy: [cluster] });
  const deployment = make('MachineDeployment', 'md', { ownedBy: [cluster] });
  const machine = make('Machine', 'm', { ownedBy: [deployment], status: { nodeRef: { name: 'm' } } });
  const template = make('Metal3MachineTemplate', 't', {
    ownedBy: [cluster],
    spec: { template: { spec: { dataTemplate: { name: 'data' }, userData: { name: 'user' } } } },
  });
  const m3m = make('Metal3Machine', 'm', { ownedBy: [machine], spec: { dataTemplate: { name: 'data' } } });
  const data = make('Metal3DataTemplate', 'data', {
    spec: {
      metaData: { ipAddressesFromIPPool: [{ key: 'ip', name: 'pool-a' }] },
      networkData: {
        networks: { ipv4: [{ id: 'x', fromPoolRef: { apiGroup: 'ipam.metal3.io', kind: 'IPPool', name: 'pool-b' } }] },
      },
    },
  });
  const poolA = make('IPPool', 'pool-a', { apiVersion: ipam, spec: {} });
  const poolB = make('IPPool', 'pool-b', { apiVersion: ipam, spec: { clusterName: 'c' } });
  const dataClaim = make('Metal3DataClaim', 'm', { ownedBy: [m3m], spec: { template: { name: 'data' } } });
  const m3d = make('Metal3Data', 'data-0', { ownedBy: [data, dataClaim, m3m] });
  const claim = make('IPClaim', 'data-0-pool-a', {
    apiVersion: ipam,
    ownedBy: [m3d],
    spec: { pool: { name: 'pool-a' } },
  });
  const address = make('IPAddress', 'ip-10-0-0-1', { apiVersion: ipam, ownedBy: [poolA, claim] });
  const claimed = host('h1', {
    ownedBy: [m3m],
    spec: {
      bmc: { credentialsName: 'bmc-1' },
      consumerRef: { kind: 'Metal3Machine', name: 'm', namespace: 'fleet' },
      image: { url: 'http://images/a' },
    },
  });
  const free = host('h2', {
    spec: { bmc: { credentialsName: 'bmc-2' } },
    status: { provisioning: { state: 'available', ID: 'y' } },
  });
  return [
    ...[cluster, infrastructure, deployment, machine, template, m3m, data, poolA, poolB],
    ...[dataClaim, m3d, claim, address, claimed, free],
    make('Secret', 'bmc-1'),
    make('Secret', 'bmc-2'),
    make('Secret', 'user'),
    make('HardwareData', 'h1', { apiVersion: bmo, ownedBy: [claimed] }),
    make('HardwareData', 'h2', { apiVersion: bmo, ownedBy: [free] }),
    make('HostFirmwareSettings', 'h1', { apiVersion: bmo, ownedBy: [claimed], status: {} }),
    make('HostUpdatePolicy', 'h2', { apiVersion: bmo }),
    make('BMCEventSubscription', 'events', {
      apiVersion: bmo,
      spec: { hostName: 'h1', httpHeadersRef: { name: 'headers' } },
      status: {},
    }),
    make('Secret', 'headers'),
    make('FirmwareSchema', 'schema-1', { apiVersion: bmo, ownedBy: [claimed] }),
  ];
}

function plan(
  objects: readonly KubeObject[],
  options: { readonly keep?: boolean; readonly clusters?: readonly string[] } = {},
): Plan {
  return planMove(snapshotOf(objects), {
    providers: [metal3, core],
    ...(options.clusters === undefined ? {} : { clusters: options.clusters }),
    ...(options.keep === true ? { keepInSource: [{ group: 'metal3.io', kind: 'BareMetalHost' }] } : {}),
  });
}

const names = ({ objects }: Plan, fate: 'move' | 'copy'): readonly string[] =>
  objects
    .filter((one) => one.fate === fate)
    .map(({ ref }) => `${ref.kind}/${ref.name}`)
    .sort();

describe('a namespace with Metal3 machines', () => {
  it('moves as a whole, with what no owner and no label would take along', () => {
    const whole = plan(fleet());
    const moved = names(whole, 'move');
    const all = fleet().map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(moved).toEqual(all.filter((name) => name !== 'FirmwareSchema/schema-1').sort());
    expect(whole.leftBehind.map(({ ref, because }) => `${ref.kind}: ${because}`)).toEqual([
      'FirmwareSchema: the baremetal-operator makes it anew',
    ]);
  });

  it('creates hosts after their machines, and pools before addresses', () => {
    const { objects } = plan(fleet());
    const groupOf = (kind: string, name: string): number =>
      objects.find(({ ref }) => ref.kind === kind && ref.name === name)?.group ?? -1;
    expect(groupOf('BareMetalHost', 'h1')).toBeGreaterThan(groupOf('Metal3Machine', 'm'));
    expect(groupOf('HardwareData', 'h1')).toBeGreaterThan(groupOf('BareMetalHost', 'h1'));
    expect(groupOf('IPAddress', 'ip-10-0-0-1')).toBeGreaterThan(groupOf('IPPool', 'pool-a'));
    expect(groupOf('IPAddress', 'ip-10-0-0-1')).toBeGreaterThan(groupOf('IPClaim', 'data-0-pool-a'));
  });

  it('carries the status of hosts even if no other does', () => {
    const { objects } = planMove(snapshotOf(fleet()), { providers: [metal3, core], status: 'drop' });
    expect(objects.filter(({ status }) => status === 'carry').map(({ ref }) => `${ref.kind}/${ref.name}`)).toEqual([
      'BareMetalHost/h2',
      'BareMetalHost/h1',
      'BMCEventSubscription/events',
    ]);
  });

  it('with its hosts kept in the source copies these and what is theirs, and moves the rest', () => {
    const kept = plan(fleet(), { keep: true });
    expect(names(kept, 'copy')).toEqual([
      'BareMetalHost/h1',
      'BareMetalHost/h2',
      'HardwareData/h1',
      'HardwareData/h2',
      'HostFirmwareSettings/h1',
      'Secret/bmc-1',
      'Secret/bmc-2',
    ]);
    expect(kept.objects.filter(({ heldInSource }) => heldInSource === true).map(({ ref }) => ref.name)).toEqual([
      'h2',
      'h1',
    ]);
    expect(kept.diagnostics.filter(({ code }) => code === 'host-kept')).toEqual([]);
  });

  it('moves one Cluster with its hosts, and leaves free ones', () => {
    const one = plan(fleet(), { clusters: ['c'] });
    expect(names(one, 'move')).toContain('BareMetalHost/h1');
    expect(names(one, 'move')).toContain('IPPool/pool-a');
    expect(one.objects.map(({ ref }) => ref.name)).not.toContain('h2');
  });

  it('refuses a pool that another Cluster goes on using', () => {
    const other = make('Cluster', 'd', { status: { initialization: { infrastructureProvisioned: true } } });
    const template = make('Metal3MachineTemplate', 'd', {
      ownedBy: [other],
      spec: { template: { spec: { dataTemplate: { name: 'data' } } } },
    });
    const one = plan([...fleet(), other, template], { clusters: ['c'] });
    const shared = one.diagnostics.filter(({ code }) => code === 'pool-shared');
    expect(shared.map(({ ref, severity }) => `${severity} ${ref?.kind ?? ''}/${ref?.name ?? ''}`)).toEqual([
      'error Metal3DataTemplate/data',
      'error IPPool/pool-a',
      'error IPPool/pool-b',
    ]);
    expect(shared[1]?.message).toContain('both sides would give out the same addresses');
  });
});

describe('what belongs to a host', () => {
  const owners = (object: KubeObject, ...others: readonly KubeObject[]): readonly string[] =>
    [...relate(object, indexOf(object, ...others))].map(
      ({ relation, owner }) => `${relation} ${owner.metadata.uid ?? ''}`,
    );

  it.each(['HardwareData', 'HostFirmwareSettings', 'HostFirmwareComponents', 'DataImage', 'HostUpdatePolicy'])(
    'is the %s of its name',
    (kind) => {
      expect(owners(make(kind, 'h', { apiVersion: bmo }), host('h'))).toEqual(['soft-owner BareMetalHost/h']);
      expect(owners(make(kind, 'other', { apiVersion: bmo }), host('h'))).toEqual([]);
    },
  );

  it.each<[field: string, spec: Fields['spec']]>([
    ['bmc.credentialsName', { bmc: { credentialsName: 's' } }],
    ['preprovisioningNetworkDataName', { preprovisioningNetworkDataName: 's' }],
    ['image.ociAuthSecretName', { image: { ociAuthSecretName: 's' } }],
    ['userData', { userData: { name: 's', namespace: 'fleet' } }],
    ['networkData', { networkData: { name: 's' } }],
    ['metaData', { metaData: { name: 's' } }],
  ])('is the Secret that %s names', (_field, spec) => {
    const named = host('h', spec === undefined ? {} : { spec });
    expect(owners(make('Secret', 's'), named)).toEqual(['soft-owner BareMetalHost/h']);
    expect(owners(make('Secret', 'other/s'), named)).toEqual([]);
    expect(owners(named, make('Secret', 's'))).toEqual(['uses Secret/s']);
  });

  it('is the claim that has claimed it', () => {
    const claim = make('HostClaim', 'x', { apiVersion: bmo });
    const taken = host('h', { spec: { consumerRef: { kind: 'HostClaim', name: 'x', namespace: 'fleet' } } });
    expect(owners(claim, taken, host('free'))).toEqual(['soft-owner BareMetalHost/h']);
  });

  it('and the host to the machine or the Cluster that has claimed it', () => {
    const of = (kind: string): KubeObject =>
      host('h', { spec: { consumerRef: { kind, name: 'x', namespace: 'fleet' } } });
    expect(owners(of('Metal3Machine'), make('Metal3Machine', 'x'))).toEqual(['soft-owner Metal3Machine/x']);
    expect(owners(of('Cluster'), make('Cluster', 'x'))).toEqual(['soft-owner Cluster/x']);
    expect(owners(of('Metal3Machine'))).toEqual([]);
  });
});
