import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { secretAt } from '../object/named.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';
import { hostedInSource } from './hosted.ts';

const naming = namingOthers(
  {
    kinds: kindsIn(groups.infrastructure, 'RemoteMachine'),
    names: (machine) => secretAt(machine, 'sshKeyRef'),
  },
  {
    kinds: kindsIn(groups.infrastructure, 'PooledRemoteMachine'),
    names: (machine) => secretAt(machine, 'machine', 'sshKeyRef'),
  },
);

/**
 * k0smotron. A K0smotronControlPlane is pods of a cluster: of the source, unless it names another one. Machines of a pool
 * are owned by nobody, and their status says which of them are taken.
 */
export const k0smotron: Provider = {
  name: 'k0smotron',
  knowsGroups: ['k0smotron.io'],
  rules: [
    {
      kinds: kindsIn(groups.infrastructure, 'PooledRemoteMachine'),
      discover: true,
      root: true,
      status: 'require',
      adopt: false,
    },
  ],
  relate: naming.relate,
  inspect(object, index, planned) {
    const isHosted = isKind(object, groups.controlPlane, 'K0smotronControlPlane');
    const inSource = isHosted && valueAt(object.spec, 'kubeconfigRef') === undefined;
    return [...naming.inspect(object, index, planned), ...(inSource ? [hostedInSource(object)] : [])];
  },
};
