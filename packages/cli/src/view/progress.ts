import { formatKubectlName, type MoveEvent, type Phase } from '@tsmove/move-core';
import { phaseWords } from './phase-words.ts';

/** How far the phase of the moment is. */
export interface Progress {
  readonly phase: Phase;
  readonly total: number;
  readonly done: number;
  /** When the phase began, in ms of the view's clock. */
  readonly since: number;
  /** The object of the last event, and what keeps it. */
  readonly inHand: string | undefined;
}

/** Progress after an event; undefined between phases. */
export function advance(progress: Progress | undefined, event: MoveEvent, now: number): Progress | undefined {
  if (event.type === 'phase-started') {
    return { phase: event.phase, total: event.total, done: 0, since: now, inHand: undefined };
  }
  if (event.type === 'phase-finished' || progress === undefined) return undefined;
  const counted = phaseWords(progress.phase).counts.includes(event.type);
  const inHand = objectOf(event) ?? progress.inHand;
  return { ...progress, done: progress.done + (counted ? 1 : 0), inHand };
}

function objectOf(event: MoveEvent): string | undefined {
  if (event.type === 'object-blocked' || event.type === 'still-waiting')
    return `${formatKubectlName(event.ref)}: ${event.because}`;
  return 'ref' in event ? formatKubectlName(event.ref) : undefined;
}
