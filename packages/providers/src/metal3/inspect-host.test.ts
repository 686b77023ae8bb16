import type { Diagnostic, JsonObject, KubeObject } from '@tsmove/move-core/provider';
import { describe, expect, it } from 'vitest';
import { indexOf, make, type Fields } from '../testing/objects.ts';
import { inspect } from './inspect.ts';

const bmo = 'metal3.io/v1alpha1';

function host(fields: Fields = {}): KubeObject {
  return make('BareMetalHost', 'h', { apiVersion: bmo, ...fields });
}

function findings(object: KubeObject, others: readonly KubeObject[] = []): readonly Diagnostic[] {
  return [...inspect(object, indexOf(object, ...others), { fate: 'move' })];
}

const state = (name: string, more: JsonObject = {}): JsonObject => ({ provisioning: { state: name }, ...more });

describe('a host', () => {
  it.each(['available', 'ready', 'provisioned', 'externally provisioned', 'unmanaged'])('that is %s moves', (name) => {
    expect(findings(host({ status: state(name) }))).toEqual([]);
  });

  it.each([
    'registering',
    'match profile',
    'inspecting',
    'preparing',
    'provisioning',
    'deprovisioning',
    'powering off before delete',
    'deleting',
  ])('that is %s is refused, and nobody can pass that over', (name) => {
    expect(findings(host({ status: state(name) }))).toMatchObject([
      {
        code: 'host-unsettled',
        severity: 'error',
        passable: false,
        message: `it is ${name}: what Ironic is doing with it cannot be moved`,
      },
    ]);
  });

  it.each([undefined, {}, { provisioning: {} }, { provisioning: { state: '' } }, { provisioning: { state: 7 } }])(
    'without a state (%j) is refused',
    (status) => {
      expect(findings(host(status === undefined ? {} : { status }))).toMatchObject([
        {
          code: 'host-unsettled',
          message: 'it has no state yet: without one the target would inspect and provision it',
        },
      ]);
    },
  );

  it.each<[code: string, severity: string, message: string, fields: Fields]>([
    [
      'host-servicing',
      'error',
      'it is being serviced: what Ironic is doing with it cannot be moved',
      { status: state('provisioned', { operationalStatus: 'servicing' }) },
    ],
    [
      'host-status-unwritable',
      'error',
      'its errorType is "detach error", which no API server accepts in a status',
      { status: state('provisioned', { operationalStatus: 'error', errorType: 'detach error' }) },
    ],
    [
      'host-in-error',
      'warning',
      'its operational status is error (power management error); it arrives as it is',
      { status: state('provisioned', { operationalStatus: 'error', errorType: 'power management error' }) },
    ],
    [
      'host-in-error',
      'warning',
      'its operational status is delayed; it arrives as it is',
      { status: state('available', { operationalStatus: 'delayed' }) },
    ],
    [
      'host-reboot-pending',
      'error',
      'the annotation reboot.metal3.io/x asks for a reboot, which the target would carry out',
      { status: state('provisioned'), metadata: { annotations: { 'reboot.metal3.io/x': '' } } },
    ],
    [
      'host-image-differs',
      'error',
      'spec.image.url is not what the host is provisioned with, so the target would deprovision it',
      {
        spec: { image: { url: 'http://images/b' } },
        status: { provisioning: { state: 'provisioned', image: { url: 'http://images/a' } } },
      },
    ],
    [
      'host-image-differs',
      'error',
      'spec.image.url is not what the host is provisioned with, so the target would deprovision it',
      { spec: {}, status: { provisioning: { state: 'provisioned', image: { url: 'http://images/a' } } } },
    ],
    [
      'host-image-differs',
      'error',
      'spec.customDeploy.method is not what the host is provisioned with, so the target would deprovision it',
      {
        spec: { customDeploy: { method: 'install_b' } },
        status: { provisioning: { state: 'provisioned', customDeploy: { method: 'install_a' } } },
      },
    ],
    [
      'host-secret-missing',
      'warning',
      'its BMC credentials, Secret gone, do not exist, so the target cannot register it',
      { spec: { bmc: { credentialsName: 'gone' } }, status: state('available') },
    ],
    [
      'host-claimed-elsewhere',
      'error',
      'HostClaim tenants/x, which has claimed it, is in another namespace and would not move with it',
      { spec: { consumerRef: { kind: 'HostClaim', namespace: 'tenants', name: 'x' } }, status: state('provisioned') },
    ],
    [
      'host-consumer-missing',
      'error',
      'Metal3Machine x, which has claimed it, does not exist, so nobody would ever release it',
      { spec: { consumerRef: { kind: 'Metal3Machine', name: 'x' } }, status: state('provisioned') },
    ],
  ])('%s (%s): %s', (code, severity, message, fields) => {
    const found = findings(host(fields));
    expect(found.map((one) => [one.code, one.severity, one.message])).toEqual([[code, severity, message]]);
    expect(found[0]?.remedy).toMatch(/\.$/u);
  });

  it('that CAPM3 has paused, but would not know again, is a warning', () => {
    const machine = make('Metal3Machine', 'x', { metadata: { labels: { 'cluster.x-k8s.io/cluster-name': 'c' } } });
    const paused = (labels: Readonly<Record<string, string>>): KubeObject =>
      host({
        metadata: { labels, annotations: { 'baremetalhost.metal3.io/paused': 'metal3.io/capm3' } },
        spec: { consumerRef: { kind: 'Metal3Machine', name: 'x' } },
        status: state('provisioned'),
      });
    expect(findings(paused({}), [machine]).map(({ code }) => code)).toEqual(['host-label-missing']);
    expect(findings(paused({ 'cluster.x-k8s.io/cluster-name': 'c' }), [machine])).toEqual([]);
  });

  it('that would be managed from both sides is refused, unless the user keeps it there, paused', () => {
    const object = host({ status: state('available') });
    const copied = (heldInSource: boolean): readonly string[] =>
      [
        ...inspect(object, indexOf(object), {
          fate: 'copy',
          because: 'Cluster fleet/b, which stays, owns it',
          ...(heldInSource ? { heldInSource: true } : {}),
        }),
      ].map(({ code }) => code);
    expect(copied(false)).toEqual(['host-kept']);
    expect(copied(true)).toEqual([]);
  });
});

it.each([
  ['HostClaim', 'associate the claim anew'],
  ['BMCEventSubscription', 'remove the subscription from the BMC'],
])('a %s is not held: a warning says what its operator might do', (kind, harm) => {
  const object = make(kind, 'x', { apiVersion: bmo });
  expect(findings(object)).toMatchObject([{ code: 'not-held', severity: 'warning' }]);
  expect(findings(object)[0]?.message).toContain(harm);
});
