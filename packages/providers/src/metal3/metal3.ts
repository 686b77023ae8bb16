import type { KubeObject, Provider } from '@tsmove/move-core/provider';
import { holds } from './holds.ts';
import { inspect } from './inspect.ts';
import { host } from './kinds.ts';
import { inspectRenamed, namespaces } from './namespaces.ts';
import { project, tolerates } from './project.ts';
import { relate } from './relate.ts';
import { rules } from './rules.ts';

/**
 * What tsmove knows about Metal3: bare-metal hosts with their status, what hangs on them, and the addresses and data
 * that are allocated to machines.
 */
export const metal3: Provider = {
  name: 'metal3',
  rules,
  holds,
  relate,
  inspect,
  identifiedBy,
  project,
  tolerates,
  namespaces,
  inspectRenamed,
};

/** A host is the machine behind its controller; the network card that it boots from is in no other. */
function identifiedBy(object: KubeObject): readonly string[] {
  return object.kind === host.kind && object.apiVersion.startsWith(`${host.group}/`)
    ? ['/spec/bmc/address', '/spec/bootMACAddress']
    : [];
}
