import { planMove, type JsonObject, type JsonValue, type KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { core } from '../core/core.ts';
import { indexOf, make, snapshotOf } from '../testing/objects.ts';
import { byoh, type ByohOptions } from './byoh.ts';

const clusterLabel = 'cluster.x-k8s.io/cluster-name';
const attached = 'byoh.infrastructure.cluster.x-k8s.io/byomachine-name';
const settled = {
  initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
  conditions: [{ type: 'ControlPlaneInitialized', status: 'True' }],
};
const cluster = make('Cluster', 'c', { spec: {}, status: settled });
const installerRef = { kind: 'K8sInstallerConfigTemplate', name: 'installer', namespace: 'fleet' };
const template = make('K8sInstallerConfigTemplate', 'installer', { spec: {} });

function machine(name: string, spec: JsonObject = {}): KubeObject {
  return make('ByoMachine', name, {
    spec: { providerID: `byoh://${name}/abcdef`, ...spec },
    status: { ready: true, hostinfo: { osname: 'linux' } },
    metadata: { labels: { [clusterLabel]: 'c' } },
    ownedBy: [cluster],
  });
}

interface HostFields {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}

/** A host that serves the ByoMachine m. */
function host(place = 'h', change: HostFields = {}): KubeObject {
  return make('ByoHost', place, {
    spec: change.spec ?? { bootstrapSecret: { kind: 'Secret', namespace: 'fleet', name: 'm' } },
    status: {
      hostinfo: { osname: 'linux', osimage: 'Ubuntu 22.04', architecture: 'amd64' },
      machineRef: { kind: 'ByoMachine', namespace: 'fleet', name: 'm', uid: 'of the source' },
      network: [{ macAddr: '02:00:00:00:00:01' }, { macAddr: '02:00:00:00:00:02', isDefault: true }],
      conditions: ['K8sNodeBootstrapSucceeded', 'K8sComponentsInstallationSucceeded'].map((type) => ({
        type,
        status: 'True',
      })),
      ...change.status,
    },
    metadata: {
      labels: change.labels ?? { [clusterLabel]: 'c', [attached]: 'fleet.m' },
      ...(change.annotations === undefined ? {} : { annotations: change.annotations }),
    },
  });
}

const free = (place: string, labels: Readonly<Record<string, string>> = {}): KubeObject => host(place, { labels });

function inTarget(
  there: readonly KubeObject[],
  {
    of = machine('m'),
    source = [host(), of],
    ...options
  }: ByohOptions & { of?: KubeObject; source?: KubeObject[] } = {},
): readonly string[] {
  const found = byoh(options).inspectTarget?.(of, indexOf(...source), indexOf(...there)) ?? [];
  return [...found].map(({ code, severity, message, passable }) =>
    [severity, code, message, ...(passable === false ? ['(never passed over)'] : [])].join(' '),
  );
}

function plan(objects: readonly KubeObject[], options: ByohOptions = {}) {
  return planMove(snapshotOf(objects), { providers: [byoh(options), core], status: 'drop' });
}

describe('a plan with hosts that bring themselves', () => {
  it('moves machines with their status, and leaves hosts, installer templates and kubeconfigs', () => {
    const config = make('K8sInstallerConfig', 'm', { spec: {}, status: { ready: true }, ownedBy: [machine('m')] });
    const objects = [
      cluster,
      machine('m', { installerRef }),
      config,
      make('Secret', 'm', { ownedBy: [config] }),
      host(),
      template,
      make('BootstrapKubeconfig', 'k'),
    ];
    const made = plan(objects);
    expect(made.objects.map(({ uid, status }) => `${uid} ${status}`)).toEqual([
      'Cluster/c drop',
      'ByoMachine/m carry',
      'K8sInstallerConfig/m carry',
      'Secret/m none',
    ]);
    expect(made.leftBehind.map(({ uid, because }) => `${uid}: ${because}`)).toEqual([
      "BootstrapKubeconfig/k: it holds the address of the source's API server, and a token for it",
      'ByoHost/h: the agent on the host has registered it, and registers it anew where it is sent to',
      'K8sInstallerConfigTemplate/installer: it belongs to the hosts, which do not move either',
    ]);
    const copied = plan(objects, { copyInstallerTemplates: true });
    expect(copied.objects.map(({ uid }) => uid)).toContain('K8sInstallerConfigTemplate/installer');
  });

  it('tells how many hosts the target needs', () => {
    const message = (...machines: readonly KubeObject[]): string | undefined =>
      plan([cluster, host(), ...machines]).diagnostics.find(({ code }) => code === 'byoh-hosts-needed')?.message;
    expect(message(machine('m'))).toBe(
      'the host of its machine must be registered in the target and linked there; to scale the Cluster up afterwards, one host more for each further machine, less one if the host that it was begun on is freed and registered again',
    );
    expect(message(machine('m'), machine('n'))).toMatch(/^the hosts of its 2 machines must be registered/);
    expect(message()).toBeUndefined();
  });

  it.each<[mode: NonNullable<ByohOptions['mode']>, codes: readonly string[]]>([
    ['strict', ['error byoh-machine-without-host']],
    ['report', ['error byoh-machine-without-host']],
    ['off', []],
  ])('%s: a machine without a host gives %j', (mode, codes) => {
    const found = [...(byoh({ mode }).inspect?.(machine('n'), indexOf(host()), { fate: 'move' }) ?? [])];
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual(codes);
  });

  it.each<[title: string, object: KubeObject, sentence: string | undefined]>([
    ['that exists', machine('m', { installerRef: { ...installerRef, name: 'there' } }), undefined],
    [
      'that does not exist',
      machine('m', { installerRef }),
      'it names K8sInstallerConfigTemplate fleet/installer, which does not exist: no further machine can be installed without it',
    ],
    [
      'of another namespace',
      machine('m', { installerRef: { ...installerRef, namespace: 'other' } }),
      'it names K8sInstallerConfigTemplate other/installer, which is in another namespace and does not move: no further machine can be installed without it',
    ],
    [
      'in a template',
      make('ByoMachineTemplate', 't', { spec: { template: { spec: { installerRef } } } }),
      'it names K8sInstallerConfigTemplate fleet/installer, which does not exist: no further machine can be installed without it',
    ],
  ])('looks for the installer template %s', (_title, object, sentence) => {
    const index = indexOf(host(), make('K8sInstallerConfigTemplate', 'there'));
    const found = [...(byoh().inspect?.(object, index, { fate: 'move' }) ?? [])];
    expect(found.map(({ message }) => message)).toEqual(sentence === undefined ? [] : [sentence]);
  });
});

describe('a host in the target', () => {
  const refused = (phrases: string): string =>
    `error byoh-host-unverified its host ByoHost fleet/h cannot be verified in the target: ${phrases} (never passed over)`;

  it('that is the same machine, linked, is all that is asked', () => {
    expect(inTarget([host()])).toEqual([]);
    expect(inTarget([host('h', { status: { machineRef: { namespace: 'fleet', name: 'm', uid: 'new' } } })])).toEqual(
      [],
    );
  });

  it.each<[title: string, there: KubeObject, phrases: string]>([
    ['is missing', host('other/h'), 'it is not registered there'],
    [
      'runs another system',
      host('h', { status: { hostinfo: { osname: 'linux', osimage: 'Debian', architecture: 'amd64' } } }),
      'it runs another system, by status.hostinfo',
    ],
    [
      'has another network card',
      host('h', { status: { network: [{ macAddr: '02:00:00:00:00:09', isDefault: true }] } }),
      'it has another MAC address on its default interface',
    ],
    ['has no network', host('h', { status: { network: [] } }), 'it has another MAC address on its default interface'],
    [
      'is of another Cluster',
      host('h', { labels: { [attached]: 'fleet.m', [clusterLabel]: 'd' } }),
      'it lacks the label cluster.x-k8s.io/cluster-name of its Cluster',
    ],
    [
      'names another machine',
      host('h', { status: { machineRef: { namespace: 'fleet', name: 'n' } } }),
      'it does not name the ByoMachine in status.machineRef',
    ],
    ['has no bootstrap Secret', host('h', { spec: {} }), 'it has no spec.bootstrapSecret'],
    [
      'was not bootstrapped',
      host('h', { status: { conditions: [{ type: 'K8sComponentsInstallationSucceeded', status: 'True' }] } }),
      'it has not the condition K8sNodeBootstrapSucceeded',
    ],
    [
      'was not installed',
      host('h', { status: { conditions: [{ type: 'K8sNodeBootstrapSucceeded', status: 'True' }] } }),
      'it has not the condition K8sComponentsInstallationSucceeded',
    ],
    [
      'is being reset',
      host('h', { annotations: { 'byoh.infrastructure.cluster.x-k8s.io/unregistering': '' } }),
      'it is being unregistered',
    ],
  ])('that %s refuses the move', (_title, there, phrases) => {
    expect(inTarget([there])).toContain(refused(phrases));
    expect(inTarget([there], { mode: 'report' })[0]).toMatch(/^warning byoh-host-unverified/);
    expect(inTarget([there], { mode: 'off' })).toEqual([]);
  });

  it('need not be installed if it is not in the source either', () => {
    const conditions: JsonValue = [{ type: 'K8sNodeBootstrapSucceeded', status: 'True' }];
    const skipped = host('h', { status: { conditions } });
    expect(inTarget([skipped], { source: [skipped] })).toEqual([]);
  });

  it.each<[title: string, spec: JsonObject, hosts: readonly KubeObject[], swallowed: string | undefined]>([
    ['with any selector', {}, [free('other/free')], 'other/free'],
    ['with an empty selector', { selector: {} }, [free('free')], 'fleet/free'],
    ['with a selector', { selector: { matchLabels: { site: 'a' } } }, [free('x'), free('y', { site: 'a' })], 'fleet/y'],
    ['with a selector for others', { selector: { matchLabels: { site: 'b' } } }, [free('x')], undefined],
    ['if there is none', {}, [], undefined],
  ])('that is free would be swallowed by a machine %s', (_title, spec, hosts, swallowed) => {
    const found = inTarget(hosts, { of: machine('m', spec), source: [] });
    expect(found).toEqual(
      swallowed === undefined
        ? []
        : [
            `error byoh-free-host it has no host in the target, so it would take ByoHost ${swallowed}, which is free, and bootstrap it (never passed over)`,
          ],
    );
  });

  it('that is free is nobody to a machine that has its own', () => {
    expect(inTarget([host(), free('free')])).toEqual([]);
  });

  it('needs the installer template only if it was there before', () => {
    const of = machine('m', { installerRef });
    const source = [host(), template];
    expect(inTarget([host()], { of, source })).toEqual([
      'warning byoh-installer-missing it names K8sInstallerConfigTemplate fleet/installer, which stays in the source and is not in the target: no further machine can be installed without it',
    ]);
    expect(inTarget([host(), template], { of, source })).toEqual([]);
    expect(inTarget([host()], { of, source: [host()] })).toEqual([]);
    expect(inTarget([host()], { of, source, copyInstallerTemplates: true })).toEqual([]);
  });
});

describe('a Cluster in the target', () => {
  const kept = (...there: readonly KubeObject[]): string | undefined => byoh().keepHeld?.(cluster, indexOf(...there));

  it('is released when every machine has its host', () => {
    expect(kept(machine('m'), host())).toBeUndefined();
    expect(kept()).toBeUndefined();
  });

  it('stays paused while a host is missing, or not linked', () => {
    expect(kept(machine('m'), free('free'))).toBe('ByoMachine fleet/m has no host there yet');
    expect(kept(machine('m'), host('h', { spec: {} }))).toBe(
      'ByoHost fleet/h, the host of m, has no spec.bootstrapSecret',
    );
  });

  it('is the only one to be asked, and not at all with `off`', () => {
    expect(byoh().keepHeld?.(machine('m'), indexOf(machine('m')))).toBeUndefined();
    expect(byoh({ mode: 'off' }).keepHeld).toBeUndefined();
  });
});

describe('the provider', () => {
  it('has a name that tells its options', () => {
    expect(
      [{}, { mode: 'report' }, { mode: 'off', copyInstallerTemplates: true }].map(
        (one) => byoh(one as ByohOptions).name,
      ),
    ).toEqual(['byoh', 'byoh (report)', 'byoh (off, installer templates)']);
  });

  it('holds machines by their Cluster, and says what a deletion would do', () => {
    const row = byoh().holds?.find(({ kinds }) => kinds.some(({ kind }) => kind === 'ByoMachine'));
    expect(row).toMatchObject({
      by: 'cluster',
      stopsDeletion: true,
      settlesForMs: 2_000,
      harmOnDelete: 'the node on its host, which is reset by its agent',
      writesWhileHeld: ['/status/conditions'],
    });
  });
});
