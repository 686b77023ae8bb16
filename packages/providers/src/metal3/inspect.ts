import { refOf, type Diagnostic, type KubeObject, type ObjectIndex, type Planned } from '@tsmove/move-core/provider';
import { isKind } from '../object/group.ts';
import { inspectHost } from './inspect-host.ts';
import { dataTemplate, groups, host, pool } from './kinds.ts';

/** Reasons not to start that Metal3's objects give. */
export function* inspect(object: KubeObject, index: ObjectIndex, planned: Planned): Iterable<Diagnostic> {
  if (isKind(object, host.group, host.kind)) yield* inspectHost(object, index, planned);
  const isTemplate = isKind(object, dataTemplate.group, dataTemplate.kind);
  if ((isTemplate || isKind(object, pool.group, pool.kind)) && planned.fate === 'copy') {
    yield {
      code: 'pool-shared',
      severity: 'error',
      ref: refOf(object),
      message: `both sides would give out the same ${isTemplate ? 'indexes' : 'addresses'}, because it stays in the source as well: ${planned.because ?? ''}`,
      remedy: `Give each Cluster a ${object.kind} of its own, or move all Clusters that use it together.`,
    };
  }
  if (isKind(object, groups.host, 'BMCEventSubscription'))
    yield notHeld(object, 'remove the subscription from the BMC');
  if (isKind(object, groups.host, 'HostClaim')) yield notHeld(object, 'associate the claim anew');
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
