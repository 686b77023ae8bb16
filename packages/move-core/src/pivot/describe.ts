import { describeEvent } from '../events/describe.ts';
import { formatKubectlName, formatRef } from '../model/object-ref.ts';
import type { PivotEventBody, PivotStepName } from './types.ts';

/** What each step is for people. */
export const stepWords: Readonly<Record<PivotStepName, string>> = {
  'side-data': 'Side data',
  components: 'Components in the target',
  'source-ironic': 'Ironic of the source',
  'source-controllers': 'Controllers of the source',
  'target-ironic': 'Ironic of the target',
  move: 'Move',
  checks: 'Checks',
  'clean-up': 'Clean-up of the source',
};

/** One line for people. */
export function describePivotEvent(event: PivotEventBody): string {
  switch (event.type) {
    case 'pivot-started':
      return `pivot ${event.pivotId} of namespace ${event.namespace} started`;
    case 'pivot-continued':
      return `pivot ${event.pivotId} ${event.direction === 'undo' ? 'is undone further' : 'goes on'}`;
    case 'waiting-for-holder':
      return `waiting up to ${seconds(event.forMs)} until ${event.holder} is certain to be at work no more`;
    case 'step-started':
      return `${stepWords[event.step]}: started`;
    case 'step-finished':
      return `${stepWords[event.step]}: done in ${seconds(event.elapsedMs)}`;
    case 'undoing':
      return `undoing the pivot: ${event.because}`;
    case 'step-undone':
      return `${stepWords[event.step]}: undone`;
    case 'side-data-applied':
      return `${event.name} applied`;
    case 'side-data-undone':
      return `${event.name} undone`;
    case 'object-applied':
      return `${formatKubectlName(event.ref)} ${event.outcome}`;
    case 'object-restored':
      return `${formatKubectlName(event.ref)} restored`;
    case 'object-removed':
      return `${formatKubectlName(event.ref)} deleted in the ${event.side}`;
    case 'object-kept':
      return `${formatKubectlName(event.ref)} kept: ${event.because}`;
    case 'workload-scaled':
      return `${formatKubectlName(event.ref)} scaled to ${event.replicas.toString()} in the ${event.side}`;
    case 'webhooks-relaxed':
      return `${formatKubectlName(event.ref)} lets writes pass while its server is down`;
    case 'webhooks-restored':
      return `${formatKubectlName(event.ref)} has its failure policies again`;
    case 'still-waiting':
      return `waiting for ${event.what}: ${event.count.toString()}, such as ${formatRef(event.ref)}`;
    case 'move-event':
      return describeEvent(event.event);
    case 'finding':
      return `${event.diagnostic.severity}: ${event.diagnostic.ref === undefined ? '' : `${formatRef(event.diagnostic.ref)}: `}${event.diagnostic.message}`;
    case 'finished':
      return `pivot ${event.report.pivotId}: ${event.report.outcome}`;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}
