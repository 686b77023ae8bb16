import { formatKubectlName, formatRef } from '../model/object-ref.ts';
import type { MoveEventBody } from './types.ts';

/** All other lines are in the words of the source. */
function arrival(targetNamespace: string | undefined): string {
  return targetNamespace === undefined ? '' : `, which is ${targetNamespace} in the target`;
}

function ofClusters(names: readonly string[] | undefined): string {
  if (names === undefined) return '';
  const [only] = names;
  return `${names.length === 1 ? `Cluster ${only ?? ''}` : `${names.length.toString()} Clusters`} of `;
}

/** One line for people, in kubectl's grammar where the event is about an object: `machine.cluster.x-k8s.io/m1 created`. */
export function describeEvent(event: MoveEventBody): string {
  switch (event.type) {
    case 'move-started':
      return `Moving ${event.total.toString()} objects of ${ofClusters(event.clusters)}namespace ${event.namespace}${arrival(event.targetNamespace)} (move ${event.moveId})`;
    case 'move-continued':
      return `Going on with move ${event.moveId} (${event.command}) from phase ${event.from}`;
    case 'waiting-for-lease':
      return `Waiting up to ${Math.ceil(event.forMs / 1000).toString()}s to be sure that ${event.holder} is not at work any more`;
    case 'journal-lost':
      return `The journal cannot be written any more: ${event.because}`;
    case 'phase-started':
      return `Phase ${event.phase} started: ${event.total.toString()} objects`;
    case 'phase-finished':
      return `Phase ${event.phase} finished in ${(event.elapsedMs / 1000).toFixed(1)}s`;
    case 'diagnostic': {
      const { severity, code, ref, message } = event.diagnostic;
      return `${severity} ${code}: ${ref === undefined ? '' : `${formatRef(ref)}: `}${message}`;
    }
    case 'object-paused':
    case 'object-resumed':
      return `${formatKubectlName(event.ref)} ${event.type === 'object-paused' ? 'paused' : 'resumed'} in the ${event.side}`;
    case 'object-blocked':
      return `${formatKubectlName(event.ref)} waiting: ${event.because}`;
    case 'object-unblocked':
      return `${formatKubectlName(event.ref)} waits no more`;
    case 'still-waiting': {
      const others = event.count === 1 ? '' : ` (and ${(event.count - 1).toString()} more objects)`;
      return `${formatKubectlName(event.ref)} waiting: ${event.because}${others}`;
    }
    case 'object-left-held':
      return `${formatKubectlName(event.ref)} stays paused in the ${event.side}: ${event.because}`;
    case 'replanned':
      return `The source changed since the plan was made; planned anew: ${event.changes.join('; ')}`;
    case 'namespace-created':
      return `namespace/${event.name} created`;
    case 'object-created':
      return `${formatKubectlName(event.ref)} created`;
    case 'object-replaced':
      return `${formatKubectlName(event.ref)} replaced`;
    case 'object-put-back':
      return `${formatKubectlName(event.ref)} put back in the target`;
    case 'object-adopted':
      return `${formatKubectlName(event.ref)} unchanged`;
    case 'status-written':
      return `${formatKubectlName(event.ref)} status written`;
    case 'object-ready':
      return `${formatKubectlName(event.ref)} ready`;
    case 'object-verified':
      return `${formatKubectlName(event.ref)} verified`;
    case 'committed':
      return 'Everything is in the target and verified';
    case 'object-sealed':
      return `${formatKubectlName(event.ref)} sealed`;
    case 'rolling-back':
      return `Rolling back: ${event.because}`;
    case 'object-undone':
      return `${formatKubectlName(event.ref)} removed from the target`;
    case 'namespace-removed':
      return `namespace/${event.name} removed from the target`;
    case 'namespace-kept':
      return `namespace/${event.name} stays in the target: ${event.because}`;
    case 'object-deleted':
      return `${formatKubectlName(event.ref)} deleted`;
    case 'object-returned':
      return `${formatKubectlName(event.ref)} made anew in the source`;
    case 'object-failed':
      return `${formatKubectlName(event.ref)} failed: ${event.because}`;
    case 'object-skipped':
      return `${formatKubectlName(event.ref)} skipped: ${event.because}`;
    case 'finished':
      return `Move ${event.report.moveId} ${event.report.outcome} after ${(event.report.elapsedMs / 1000).toFixed(1)}s`;
  }
}
