/**
 * A provider of one's own, for an imaginary appliance whose controllers know nothing of Cluster API's pause:
 *
 *   tsmove plan --provider ./examples/dist/custom-provider.js --to-kubeconfig target.yaml -n fleet
 *
 * An `Appliance` is a box in a rack that serves a Cluster; it names the Secret with its password. A `RackSlot` says which
 * box is where, and is found out anew by whoever looks after the rack.
 */
import { isJsonObject, refOf, type KubeObject, type Provider } from '@tsmove/move-core/provider';

const group = 'appliances.example.com';
const frozen = 'appliances.example.com/frozen';
const clusterName = 'cluster.x-k8s.io/cluster-name';

const appliances: Provider = {
  name: 'appliances',
  rules: [
    // Its definition carries no label of clusterctl's. Without its status a box would be installed again.
    { kinds: [{ group, kind: 'Appliance' }], discover: true, status: 'require' },
    { kinds: [{ group, kind: 'RackSlot' }], leave: { because: 'the rack itself tells which box is where' } },
  ],
  holds: [
    {
      kinds: [{ group, kind: 'Appliance' }],
      by: 'self',
      // A merge patch; it must change nothing on what is frozen already.
      pause: ({ metadata }) =>
        frozen in (metadata.annotations ?? {}) ? {} : { metadata: { annotations: { [frozen]: '' } } },
      awaits: ({ status }) => (field(status, 'phase') === 'Frozen' ? undefined : 'the box is not frozen yet'),
      releaseOrder: 50,
      stopsDeletion: true,
      harmOnDelete: 'everything on its disks',
    },
  ],
  *relate({ kind, metadata: { namespace, name, labels = {} } }, index) {
    const cluster = index.find('cluster.x-k8s.io', 'Cluster', namespace, labels[clusterName] ?? '');
    if (kind === 'Appliance' && cluster !== undefined) yield { relation: 'soft-owner', owner: cluster };
    for (const owner of kind === 'Secret' ? index.ofKind(group, 'Appliance') : []) {
      if (field(owner.spec, 'passwordSecret') === name) yield { relation: 'soft-owner', owner };
    }
  },
  *inspect(object) {
    if (object.kind !== 'Appliance' || field(object.status, 'phase') !== 'Installing') return;
    yield {
      code: 'appliance-installing',
      severity: 'error',
      ref: refOf(object),
      message: 'it is being installed, which the target could not go on with',
      remedy: 'Wait until status.phase is Ready.',
    };
  },
};

export default appliances;

function field(part: KubeObject['spec'], name: string): unknown {
  return isJsonObject(part) ? part[name] : undefined;
}
