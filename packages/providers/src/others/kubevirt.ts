import { refOf, type Diagnostic, type KubeObject, type Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { textAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { secretAt } from '../object/named.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';

const naming = namingOthers({
  kinds: kindsIn(groups.infrastructure, 'KubevirtCluster', 'KubevirtMachine'),
  names: (object) => secretAt(object, 'infraClusterSecretRef'),
});

/** KubeVirt. Its virtual machines are objects of a cluster: of the one that a Secret names, or of the source itself. */
export const kubevirt: Provider = {
  name: 'kubevirt',
  knowsGroups: [groups.infrastructure],
  relate: naming.relate,
  inspect: (object, index, planned) => [...naming.inspect(object, index, planned), ...machinesInSource(object)],
};

/** A machine without a reference of its own takes the cluster's, so the cluster tells for all. */
function machinesInSource(object: KubeObject): readonly Diagnostic[] {
  if (!isKind(object, groups.infrastructure, 'KubevirtCluster')) return [];
  if (textAt(object.spec, 'infraClusterSecretRef', 'name') !== undefined) return [];
  return [
    {
      code: 'kubevirt-in-source',
      severity: 'error',
      passable: false,
      ref: refOf(object),
      message: 'its virtual machines run in the source itself, and cannot move with it',
      remedy: 'Only clusters with spec.infraClusterSecretRef can move: their machines are in a cluster that stays.',
    },
  ];
}
