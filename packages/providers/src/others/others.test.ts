import { planMove, type JsonObject, type KubeObject, type Provider } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { core } from '../core/core.ts';
import { indexOf, make, snapshotOf, type Fields } from '../testing/objects.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { gcp } from './gcp.ts';
import { hetzner } from './hetzner.ts';
import { k0smotron } from './k0smotron.ts';
import { kamaji } from './kamaji.ts';
import { kubevirt } from './kubevirt.ts';
import { nutanix } from './nutanix.ts';
import { openstack } from './openstack.ts';
import { rke2 } from './rke2.ts';
import { vsphere } from './vsphere.ts';

const settled = {
  initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
  conditions: [{ type: 'ControlPlaneInitialized', status: 'True' }],
};
const cluster = make('Cluster', 'c', { spec: {}, status: settled });
const controlPlane = 'controlplane.cluster.x-k8s.io/v1beta1';

/** Cases with a title each: the provider and the kind. */
function titled<Case extends readonly [Provider, KubeObject | string, ...unknown[]]>(
  cases: readonly Case[],
): readonly (readonly [title: string, Case])[] {
  return cases.map((one) => [`${one[0].name}: ${typeof one[1] === 'string' ? one[1] : one[1].kind}`, one]);
}

/** An object below the Cluster. */
function own(kind: string, spec: JsonObject = {}, fields: Fields = {}): KubeObject {
  return make(kind, kind.toLowerCase(), { spec, ownedBy: [cluster], ...fields });
}

function global(kind: string): KubeObject {
  return { ...make(kind, 'x'), metadata: { name: 'x', uid: `${kind}/x` } };
}

function plan(provider: Provider, ...objects: readonly KubeObject[]) {
  const snapshot = snapshotOf([cluster, ...objects]);
  const isGlobal = (kind: string): boolean =>
    objects.some((object) => object.kind === kind && object.metadata.namespace === undefined);
  const types = snapshot.types.map((type) => ({ ...type, namespaced: !isGlobal(type.kind), labelled: false }));
  return planMove({ ...snapshot, types }, { providers: [provider, core], status: 'drop' });
}

function fates(provider: Provider, ...objects: readonly KubeObject[]): readonly string[] {
  return plan(provider, ...objects).objects.map(({ uid, fate, status }) => `${fate} ${uid} ${status}`);
}

function findings(provider: Provider, object: KubeObject): readonly string[] {
  return [...(provider.inspect?.(object, indexOf(object), { fate: 'move' }) ?? [])].map(
    ({ severity, code, message, passable }) =>
      `${severity} ${code}: ${message}${passable === false ? ' (never passed over)' : ''}`,
  );
}

describe('Secrets and others that are only named move with who names them', () => {
  const secret = { name: 's' };
  const inTemplate = (spec: JsonObject): JsonObject => ({ template: { spec } });

  it.each(
    titled<[provider: Provider, object: KubeObject]>([
      [vsphere, own('VSphereCluster', { identityRef: { kind: 'Secret', name: 's' } })],
      [openstack, own('OpenStackCluster', { identityRef: { name: 's', cloudName: 'x' } })],
      [openstack, own('OpenStackMachine', { identityRef: { type: 'Secret', name: 's' } })],
      [openstack, own('OpenStackServer', { identityRef: secret })],
      [openstack, own('OpenStackMachineTemplate', inTemplate({ identityRef: secret }))],
      [
        openstack,
        make('Image', 'i', {
          apiVersion: 'openstack.k-orc.cloud/v1alpha1',
          spec: { cloudCredentialsRef: { secretName: 's', cloudName: 'x' } },
        }),
      ],
      [gcp, own('GCPCluster', { credentialsRef: { name: 's', namespace: 'fleet' } })],
      [gcp, own('GCPManagedCluster', { credentialsRef: secret })],
      [kubevirt, own('KubevirtCluster', { infraClusterSecretRef: secret })],
      [kubevirt, own('KubevirtMachine', { infraClusterSecretRef: secret })],
      [nutanix, own('NutanixCluster', { prismCentral: { credentialRef: { kind: 'Secret', name: 's' } } })],
      [hetzner, own('HetznerCluster', { hetznerSecretRef: secret })],
      [hetzner, own('HetznerCluster', { sshKeys: { robotRescueSecretRef: secret } })],
      [hetzner, own('HetznerBareMetalMachine', { sshSpec: { secretRef: secret } })],
      [hetzner, own('HetznerBareMetalMachineTemplate', inTemplate({ sshSpec: { secretRef: secret } }))],
      [k0smotron, own('RemoteMachine', { sshKeyRef: secret })],
      [k0smotron, make('PooledRemoteMachine', 'p', { spec: { machine: { sshKeyRef: secret } } })],
      [
        azure,
        own(
          'ResourceGroup',
          {},
          {
            apiVersion: 'resources.azure.com/v1',
            metadata: { annotations: { 'serviceoperator.azure.com/credential-from': 's' } },
          },
        ),
      ],
    ]),
  )('%s', (_title, [provider, object]) => {
    const moved = fates(provider, object, make('Secret', 's'), make('Secret', 'other'));
    expect(moved).toContain('move Secret/s none');
    expect(moved).not.toContain('move Secret/other none');
  });

  it('by way of an identity of Azure', () => {
    expect(
      fates(
        azure,
        own('AzureCluster', { identityRef: { kind: 'AzureClusterIdentity', name: 'i' } }),
        make('AzureClusterIdentity', 'i', { spec: { clientSecret: { name: 's', namespace: 'fleet' } } }),
        make('Secret', 's'),
      ),
    ).toEqual([
      'move Cluster/c drop',
      'move AzureCluster/azurecluster none',
      'move AzureClusterIdentity/i none',
      'move Secret/s none',
    ]);
  });

  it('and a ConfigMap of Nutanix', () => {
    const bundle = (kind: string): KubeObject =>
      own('NutanixCluster', { prismCentral: { additionalTrustBundle: { kind, name: 'ca' } } });
    expect(fates(nutanix, bundle('ConfigMap'), make('ConfigMap', 'ca'))).toContain('move ConfigMap/ca none');
    expect(fates(nutanix, bundle('String'), make('ConfigMap', 'ca'))).not.toContain('move ConfigMap/ca none');
  });

  it('but an identity is no Secret', () => {
    const named = own('OpenStackCluster', { identityRef: { type: 'ClusterIdentity', name: 's' } });
    expect(fates(openstack, named, make('Secret', 's'))).not.toContain('move Secret/s none');
    const identity = own('VSphereCluster', { identityRef: { kind: 'VSphereClusterIdentity', name: 's' } });
    expect(fates(vsphere, identity, make('Secret', 's'))).not.toContain('move Secret/s none');
  });

  it('and what is in another namespace is told', () => {
    const identity = { kind: 'AzureClusterIdentity', name: 'i', namespace: 'shared' };
    expect(findings(azure, own('AzureCluster', { identityRef: identity }))).toEqual([
      'warning reference-elsewhere: it names AzureClusterIdentity shared/i, which is in another namespace and does not move',
    ]);
  });
});

describe('what is cluster-scoped is created where it is missing, and stays', () => {
  it.each(
    titled<[provider: Provider, kind: string]>([
      [aws, 'AWSClusterControllerIdentity'],
      [aws, 'AWSClusterRoleIdentity'],
      [aws, 'AWSClusterStaticIdentity'],
      [vsphere, 'VSphereClusterIdentity'],
      [vsphere, 'VSphereDeploymentZone'],
      [vsphere, 'VSphereFailureDomain'],
      [openstack, 'OpenStackClusterIdentity'],
    ]),
  )('%s', (_title, [provider, kind]) => {
    expect(fates(provider, global(kind))).toContain(`copy ${kind}/x none`);
    expect(plan(provider, global(kind)).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('what nobody owns moves by itself', () => {
  it.each(
    titled<[provider: Provider, kind: string, status: string]>([
      [nutanix, 'NutanixFailureDomain', 'drop'],
      [nutanix, 'NutanixMetro', 'drop'],
      [nutanix, 'NutanixMetroSite', 'drop'],
      [nutanix, 'NutanixVirtualHADomain', 'drop'],
      [hetzner, 'HetznerBareMetalHost', 'carry'],
      [k0smotron, 'PooledRemoteMachine', 'carry'],
    ]),
  )('%s', (_title, [provider, kind, status]) => {
    expect(fates(provider, make(kind, 'x', { spec: {}, status: { reserved: true } }))).toContain(
      `move ${kind}/x ${status}`,
    );
  });
});

describe('what is refused, or told', () => {
  const inSource =
    'error control-plane-in-source: its control plane runs as pods in the source itself, with its data, and does not move with it';

  it.each(
    titled<[provider: Provider, object: KubeObject, found: readonly string[]]>([
      [
        kubevirt,
        own('KubevirtCluster'),
        [
          'error kubevirt-in-source: its virtual machines run in the source itself, and cannot move with it (never passed over)',
        ],
      ],
      [kubevirt, own('KubevirtCluster', { infraClusterSecretRef: { name: 'infra' } }), []],
      [kubevirt, own('KubevirtMachine'), []],
      [k0smotron, own('K0smotronControlPlane', {}, { apiVersion: controlPlane }), [inSource]],
      [k0smotron, own('K0smotronControlPlane', { kubeconfigRef: { name: 'k' } }, { apiVersion: controlPlane }), []],
      [k0smotron, own('K0sControlPlane', {}, { apiVersion: controlPlane }), []],
      [kamaji, own('KamajiControlPlane', {}, { apiVersion: controlPlane }), [inSource]],
      [
        kamaji,
        own('KamajiControlPlane', { deployment: { externalClusterReference: {} } }, { apiVersion: controlPlane }),
        [],
      ],
      [hetzner, own('HetznerBareMetalHost', { status: { provisioningState: 'provisioned' } }), []],
      [hetzner, own('HetznerBareMetalHost'), []],
      [
        hetzner,
        own('HetznerBareMetalHost', { status: { provisioningState: 'image-installing' } }),
        [
          'error hetzner-host-unsettled: it is in the state image-installing, in the middle of something that the target could not go on with',
        ],
      ],
      [
        openstack,
        make('Image', 'i', { apiVersion: 'openstack.k-orc.cloud/v1alpha1', spec: { managementPolicy: 'managed' } }),
        [
          'warning openstack-not-held: its controller knows no pause and looks after the resource on both sides while it moves',
        ],
      ],
      [
        openstack,
        make('Image', 'i', { apiVersion: 'openstack.k-orc.cloud/v1alpha1', spec: { managementPolicy: 'unmanaged' } }),
        [],
      ],
    ]),
  )('%s', (_title, [provider, object, found]) => {
    expect(findings(provider, object)).toEqual(found);
  });
});

describe('resources of Azure', () => {
  const row = azure.holds?.[0];
  const withPolicy = (policy: string): KubeObject =>
    make('VirtualNetwork', 'v', {
      apiVersion: 'network.azure.com/v1',
      metadata: { annotations: { 'serviceoperator.azure.com/reconcile-policy': policy } },
    });

  it('are quiet once their operator is told to leave them alone', () => {
    const phrase = 'the annotation serviceoperator.azure.com/reconcile-policy is not yet skip';
    expect(row?.awaits?.(withPolicy('skip'))).toBeUndefined();
    expect(row?.awaits?.(withPolicy('detach-on-delete'))).toBeUndefined();
    expect(row?.awaits?.(withPolicy('manage'))).toBe(phrase);
    expect(row?.awaits?.(make('VirtualNetwork', 'v'))).toBe(phrase);
    expect(row).toMatchObject({ by: 'owner', harmOnDelete: 'the resource in Azure' });
  });
});

describe('every other provider', () => {
  it('knows its groups', () => {
    expect(rke2.knowsGroups).toEqual(['bootstrap.cluster.x-k8s.io', 'controlplane.cluster.x-k8s.io']);
    expect(kamaji.knowsGroups).toEqual(['kamaji.clastix.io']);
  });
});
