import type { MoveEvent, Phase } from '@tsmove/move-core';
import type { View } from './view.ts';

/** What happens to an archive in memory is nothing to be told: nothing is paused there, and nothing is deleted. */
const inMemory: ReadonlySet<Phase> = new Set(['hold', 'wait', 'retire']);

/** A view of an import: of its source it tells nothing. */
export function importView(view: View): View {
  const isTold = (event: MoveEvent): boolean => {
    if ('phase' in event && inMemory.has(event.phase) && event.type !== 'diagnostic') return false;
    return !('side' in event && event.side === 'source');
  };
  return {
    show(message) {
      if (message.type === 'course') {
        const phases = message.course.phases.filter((phase) => !inMemory.has(phase));
        view.show({ type: 'course', course: { ...message.course, phases } });
      } else if (message.type !== 'event' || isTold(message.event)) view.show(message);
    },
    rest() {
      view.rest();
    },
  };
}

/** What an export goes through before its file is written. */
const exportPhases: readonly Phase[] = ['preflight', 'lock', 'hold', 'wait'];

const isEnd = (phase: Phase): boolean => phase === 'release' || phase === 'undo';

/** A view of an export: however it ends, its last phase resumes the source, and nothing else. */
export function exportView(view: View): View {
  return {
    show(message) {
      if (message.type === 'course') {
        view.show({ type: 'course', course: { ...message.course, phases: exportPhases } });
      } else if (message.type !== 'event' || !('phase' in message.event) || !isEnd(message.event.phase)) {
        view.show(message);
      } else if (message.event.type === 'phase-started') {
        view.show({ type: 'working', step: 'Resuming the source' });
      } else if (message.event.type === 'object-resumed') view.show(message);
    },
    rest() {
      view.rest();
    },
  };
}
