import { refOf, type Diagnostic, type KubeObject, type ObjectIndex, type Planned } from '@tsmove/move-core/provider';
import { isKind } from '../object/group.ts';
import { inspectHost } from './inspect-host.ts';
import { dataTemplate, groups, host, pool } from './kinds.ts';

/** Reasons not to start that Metal3's objects give. */
export function inspect(object: KubeObject, index: ObjectIndex, planned: Planned): Iterable<Diagnostic> {
  if (isKind(object, host.group, host.kind)) return inspectHost(object, index, planned);
  if (isKind(object, groups.host, 'BMCEventSubscription'))
    return [notHeld(object, 'remove the subscription from the BMC')];
  if (isKind(object, groups.host, 'HostClaim')) return [notHeld(object, 'associate the claim anew')];
  const isTemplate = isKind(object, dataTemplate.group, dataTemplate.kind);
  const gives = isTemplate ? 'indexes' : isKind(object, pool.group, pool.kind) ? 'addresses' : undefined;
  return gives === undefined || planned.fate !== 'copy' ? [] : [givenOutTwice(object, gives, planned.because)];
}

function givenOutTwice(object: KubeObject, what: 'indexes' | 'addresses', because = ''): Diagnostic {
  return {
    code: 'pool-shared',
    severity: 'error',
    ref: refOf(object),
    message: `both sides would give out the same ${what}, because it stays in the source as well: ${because}`,
    remedy: `Give each Cluster a ${object.kind} of its own, or move all Clusters that use it together.`,
  };
}

/** Its controller takes no notice of any pause. */
function notHeld(object: KubeObject, harm: string): Diagnostic {
  return {
    code: 'not-held',
    severity: 'warning',
    ref: refOf(object),
    message: `nothing holds it still while it moves; a baremetal-operator that runs might ${harm}`,
    remedy: 'Scale the baremetal-operator down to 0 on both sides until the move is done.',
  };
}
