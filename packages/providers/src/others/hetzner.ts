import { refOf, type Diagnostic, type KubeObject, type Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { textAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { secretAt } from '../object/named.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';

/** States in which a host is left alone: never claimed, and in use. */
const settled: readonly (string | undefined)[] = [undefined, 'provisioned'];

const naming = namingOthers(
  {
    kinds: kindsIn(groups.infrastructure, 'HetznerCluster'),
    names: (cluster) => [
      ...secretAt(cluster, 'hetznerSecretRef'),
      ...secretAt(cluster, 'sshKeys', 'robotRescueSecretRef'),
    ],
  },
  {
    kinds: kindsIn(groups.infrastructure, 'HetznerBareMetalMachine'),
    names: (machine) => secretAt(machine, 'sshSpec', 'secretRef'),
  },
  {
    kinds: kindsIn(groups.infrastructure, 'HetznerBareMetalMachineTemplate'),
    names: (template) => secretAt(template, 'template', 'spec', 'sshSpec', 'secretRef'),
  },
);

/**
 * Hetzner. Bare-metal hosts are owned by nobody until they are claimed. What the controller knows of a host is in
 * `spec.status` of the version that is stored, v1beta1, which is the one that moves; later versions have it in
 * `status`. A host that lost it would be installed anew.
 */
export const hetzner: Provider = {
  name: 'hetzner',
  rules: [
    {
      kinds: kindsIn(groups.infrastructure, 'HetznerBareMetalHost'),
      discover: true,
      move: true,
      status: 'require',
      adopt: false,
    },
  ],
  relate: naming.relate,
  // The host that a machine has, as `namespace/name`.
  namespaces: [
    {
      kinds: kindsIn(groups.infrastructure, 'HetznerBareMetalMachine'),
      prefixes: [
        {
          at: '/metadata/annotations/infrastructure.cluster.x-k8s.io~1HetznerBareMetalHost',
          separator: '/',
        },
      ],
    },
  ],
  inspect: (object, index, planned) => [...naming.inspect(object, index, planned), ...unsettled(object)],
};

function unsettled(object: KubeObject): readonly Diagnostic[] {
  if (!isKind(object, groups.infrastructure, 'HetznerBareMetalHost')) return [];
  const state = textAt(object.spec, 'status', 'provisioningState') ?? textAt(object.status, 'provisioningState');
  if (settled.includes(state)) return [];
  return [
    {
      code: 'hetzner-host-unsettled',
      severity: 'error',
      ref: refOf(object),
      message: `it is in the state ${state ?? ''}, in the middle of something that the target could not go on with`,
      remedy: 'Wait until spec.status.provisioningState is provisioned, or empty.',
    },
  ];
}
