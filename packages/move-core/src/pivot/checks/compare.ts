import type { Diagnostic } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refOf, type ObjectRef } from '../../model/object-ref.ts';
import { objectAt } from '../workloads.ts';
import { observe, type ObservedObject } from './observed.ts';

/** States of a host in which nothing is under way (metal3.io/v1alpha1). */
const settledStates: ReadonlySet<string> = new Set([
  'available',
  'ready',
  'provisioned',
  'externally provisioned',
  'unmanaged',
]);

/**
 * What is wrong with an object of the target, compared with what it was before the pivot, or by itself if that is not
 * known. Nothing, if it is as it should be.
 */
export function checkObject(object: KubeObject | undefined, before: ObservedObject | undefined): readonly Diagnostic[] {
  if (object === undefined) return before === undefined ? [] : [missing(before.ref)];
  const ref = refOf(object);
  const now = observe(object);
  return [
    ...deletion(object, ref),
    ...state(now, before),
    ...sameField(ref, 'provider-id-changed', 'provider ID', before?.providerId, now.providerId),
    ...sameField(ref, 'node-changed', 'Node', before?.node, now.node),
    ...conditions(now, before),
    ...hold(object, ref),
  ];
}

function error(code: string, ref: ObjectRef, message: string, remedy: string): Diagnostic {
  return { code, severity: 'error', ref, message, remedy };
}

function missing(ref: ObjectRef): Diagnostic {
  return error('object-missing', ref, 'It is not in the target any more.', 'Find out in the audit log who deleted it.');
}

function deletion({ metadata }: KubeObject, ref: ObjectRef): readonly Diagnostic[] {
  if (metadata.deletionTimestamp === undefined) return [];
  return [error('being-deleted', ref, 'It is being deleted in the target.', 'Find out who deletes it, and why.')];
}

function state(now: ObservedObject, before: ObservedObject | undefined): readonly Diagnostic[] {
  const remedy = 'Look at its status and the log of baremetal-operator in the target.';
  if (before?.state !== undefined && before.state !== now.state) {
    const words = `Its state was ${before.state} and is ${now.state ?? 'none'}.`;
    return [error('host-state-changed', now.ref, words, remedy)];
  }
  if (before !== undefined || now.ref.kind !== 'BareMetalHost' || settledStates.has(now.state ?? '')) return [];
  return [error('host-unsettled', now.ref, `Its state is ${now.state ?? 'none'}: something is under way.`, remedy)];
}

/** Values are told only where they are names that people know the machine by. */
function sameField(
  ref: ObjectRef,
  code: string,
  what: string,
  before: string | undefined,
  now: string | undefined,
): readonly Diagnostic[] {
  if (before === undefined || before === now) return [];
  const words = `Its ${what} was ${before} and is ${now ?? 'none'}.`;
  return [error(code, ref, words, 'It may be another machine now: do not delete anything before that is clear.')];
}

/**
 * A condition that was False before need not be True now; one that was True must be. Of a host alone its state tells more:
 * a free one is available and not Ready, as baremetal-operator sees it.
 */
function conditions(now: ObservedObject, before: ObservedObject | undefined): readonly Diagnostic[] {
  if (before === undefined && now.ref.kind === 'BareMetalHost') return [];
  return Object.entries(now.conditions ?? {}).flatMap(([type, status]): Diagnostic[] => {
    const earlier = before?.conditions?.[type];
    if (status === 'True' || (before !== undefined && earlier !== 'True')) return [];
    const words = `Its condition ${type} is ${status}${earlier === undefined ? '' : `, and was ${earlier}`}.`;
    const remedy = 'Read the message of the condition, and the log of its controller in the target.';
    return [error('condition-unsettled', now.ref, words, remedy)];
  });
}

/** Whatever holds a Cluster, it does not settle while it is held. */
function hold(object: KubeObject, ref: ObjectRef): readonly Diagnostic[] {
  if (ref.kind !== 'Cluster' || objectAt(object.spec)['paused'] !== true) return [];
  const message = 'It is paused in the target.';
  return [
    { code: 'cluster-paused', severity: 'warning', ref, message, remedy: 'Resume it if it was not paused before.' },
  ];
}
