import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';

/** The kinds of Metal3 that are drawn here, of any content. */
export async function defineMetal(plane: ControlPlane): Promise<void> {
  const labels = { 'clusterctl.cluster.x-k8s.io': '', 'cluster.x-k8s.io/v1beta1': 'v1beta1' };
  const infrastructure = { group: 'infrastructure.cluster.x-k8s.io', versions: ['v1beta1'], labels };
  await defineCrd(
    plane,
    { ...infrastructure, kind: 'Metal3Cluster' },
    { ...infrastructure, kind: 'Metal3Machine' },
    { group: 'metal3.io', kind: 'BareMetalHost', versions: ['v1alpha1'] },
    {
      group: 'metal3.io',
      kind: 'HardwareData',
      plural: 'hardwaredata',
      versions: ['v1alpha1'],
      statusSubresource: false,
    },
  );
}

/** A Machine on a bare-metal host, as CAPM3 and the baremetal-operator leave it, and a host that nobody has. */
export function drawMetal(plane: ControlPlane, namespace: string): Promise<Drawn> {
  const credentials = { name: 'bmc-0', namespace };
  const reference = (kind: string, name: string): Readonly<Record<string, string>> => ({ kind, name, namespace });
  const provisioning = { ID: 'x', state: 'provisioned', image: { url: 'http://images/a' } };
  const status = { errorCount: 0, errorMessage: '', hardwareProfile: '', operationalStatus: 'OK', poweredOn: true };
  return draw(
    plane,
    namespace,
    `Cluster/a > Metal3Cluster/a
     Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
     Machine/m > Metal3Machine/m
     BareMetalHost/host-0 > Secret/bmc-0
     BareMetalHost/host-0 > HardwareData/host-0
     BareMetalHost/free > Secret/bmc-1`,
    {
      'Metal3Cluster/a': { spec: { controlPlaneEndpoint: { host: '192.0.2.1', port: 6443 } } },
      'Metal3Machine/m': {
        annotations: { 'metal3.io/BareMetalHost': `${namespace}/host-0` },
        spec: { image: { url: 'http://images/a', checksum: 'x' }, providerID: `metal3://${namespace}/host-0/m` },
        status: { ready: true },
      },
      'BareMetalHost/host-0': {
        labels: { 'cluster.x-k8s.io/cluster-name': 'a' },
        annotations: {
          // It does not arrive: the host itself does, with its status.
          'baremetalhost.metal3.io/status': `{"goodCredentials":{"credentials":{"name":"bmc-0","namespace":"${namespace}"}}}`,
          // With a space that no program writes, and the end of line that kubectl writes.
          'kubectl.kubernetes.io/last-applied-configuration': `{"apiVersion":"metal3.io/v1alpha1","kind":"BareMetalHost", "metadata":{"name":"host-0","namespace":"${namespace}"},"spec":{"userData":{"name":"m","namespace":"${namespace}"}}}\n`,
        },
        spec: {
          online: true,
          bmc: { address: 'redfish://127.0.0.1/1', credentialsName: 'bmc-0' },
          bootMACAddress: '00:00:00:00:00:01',
          image: { url: 'http://images/a' },
          consumerRef: { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1', ...reference('Metal3Machine', 'm') },
          userData: { name: 'm', namespace },
        },
        status: { ...status, provisioning, goodCredentials: { credentials, credentialsVersion: '7' } },
      },
      'BareMetalHost/free': {
        spec: {
          online: true,
          bmc: { address: 'redfish://127.0.0.1/2', credentialsName: 'bmc-1' },
          bootMACAddress: '00:00:00:00:00:02',
        },
        status: { ...status, provisioning: { ID: 'y', state: 'available', image: { url: '' } } },
      },
    },
  );
}
