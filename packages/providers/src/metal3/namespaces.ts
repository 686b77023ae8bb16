import {
  refOf,
  type Diagnostic,
  type KubeObject,
  type NamespacePlaces,
  type ObjectIndex,
  type Renaming,
} from '@tsmove/move-core/provider';
import { groups as clusterGroups } from '../core/kinds.ts';
import { textAt, valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { groups, host, metal3Machine, statusAnnotation } from './kinds.ts';

const policy = { group: groups.host, kind: 'HostDeployPolicy' } as const;

/** On a machine: the host that it has, as `namespace/name`. */
const hostAnnotation = 'metal3.io/BareMetalHost';

/** Where Metal3's objects name namespaces beyond their references. */
export const namespaces: readonly NamespacePlaces[] = [
  { kinds: [metal3Machine], prefixes: [{ at: annotation(hostAnnotation), separator: '/' }] },
  {
    kinds: [host],
    json: [{ at: annotation(statusAnnotation), holds: '/status' }],
    // What the machine says of itself.
    keeps: ['/status/hardware', annotation('inspect.metal3.io/hardwaredetails')],
  },
  { kinds: [{ group: groups.host, kind: 'HardwareData' }], keeps: ['/spec/hardware'] },
  { kinds: [policy], names: ['/spec/hostClaimNamespaces/names/*'] },
];

function annotation(key: string): string {
  return `/metadata/annotations/${key.replaceAll('/', '~1')}`;
}

/**
 * CAPM3 makes a machine's providerID of namespace, host and machine, and a Node keeps it for ever. It looks for the Node
 * by what it would make now, until it has found it once; so a machine must have come that far, and say so in its status.
 */
export function* inspectRenamed(object: KubeObject, index: ObjectIndex, renaming: Renaming): Iterable<Diagnostic> {
  if (isKind(object, metal3Machine.group, metal3Machine.kind)) yield* inspectMachine(object, index, renaming);
  if (isKind(object, policy.group, policy.kind)) yield* inspectPolicy(object, renaming);
}

function* inspectMachine(object: KubeObject, index: ObjectIndex, { to, status }: Renaming): Iterable<Diagnostic> {
  if (object.metadata.annotations?.[hostAnnotation] === undefined) return;
  if (status === 'carry' && isProvisioned(object) && hasNode(object, index)) return;
  const because =
    status === 'carry' ? 'it has not found its Node yet' : 'without its status it would look for its Node again';
  yield {
    code: 'metal3-node-unknown',
    severity: 'error',
    passable: false,
    ref: refOf(object),
    message: `${because}, and from namespace ${to} it would look for another providerID than the Node has`,
    remedy:
      status === 'carry'
        ? 'Wait until its Machine has a Node.'
        : 'Let the status travel (leave out --status drop), or keep the name of the namespace.',
  };
}

function isProvisioned({ spec, status }: KubeObject): boolean {
  const done = valueAt(status, 'ready') === true || valueAt(status, 'initialization', 'provisioned') === true;
  return done && textAt(spec, 'providerID') !== undefined;
}

function hasNode({ metadata: { ownerReferences = [] } }: KubeObject, index: ObjectIndex): boolean {
  return ownerReferences.some(({ uid }) => {
    const owner = index.byUid(uid);
    if (owner === undefined || !isKind(owner, clusterGroups.cluster, 'Machine')) return false;
    return textAt(owner.status, 'nodeRef', 'name') !== undefined;
  });
}

/** Namespaces may be chosen by a pattern as well. */
function* inspectPolicy(object: KubeObject, { from, to }: Renaming): Iterable<Diagnostic> {
  const pattern = textAt(object.spec, 'hostClaimNamespaces', 'nameMatches');
  if (pattern === undefined || matches(pattern, from) === matches(pattern, to)) return;
  yield {
    code: 'namespace-not-provable',
    severity: 'error',
    ref: refOf(object),
    message: `spec.hostClaimNamespaces.nameMatches would not say the same of ${to} as of ${from}`,
    remedy: 'Change the pattern first, or choose another name.',
  };
}

function matches(pattern: string, name: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return undefined;
  }
}
