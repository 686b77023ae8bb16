import { describeEvent, type MoveEvent } from '@tsmove/move-core';

/** From which verbosity the library's line about an event is shown. What is not here is shown in another form. */
const levels: Readonly<Partial<Record<MoveEvent['type'], number>>> = {
  'move-started': 1,
  'object-paused': 1,
  'object-resumed': 1,
  'object-blocked': 0,
  'still-waiting': 0,
  replanned: 0,
  'rolling-back': 0,
  'object-undone': 1,
  'namespace-removed': 1,
  'namespace-kept': 0,
  'namespace-created': 1,
  'object-created': 1,
  'object-adopted': 1,
  'status-written': 5,
  'object-ready': 5,
  'object-verified': 5,
  committed: 0,
  'object-sealed': 5,
  'object-deleted': 1,
  'object-failed': 0,
  'object-skipped': 1,
};

const warnings: readonly MoveEvent['type'][] = ['replanned', 'rolling-back', 'namespace-kept', 'object-failed'];

/** One line about an event, unless it is not for this verbosity. */
export function sentenceFor(
  event: MoveEvent,
  level: number,
): { readonly text: string; readonly warning: boolean } | undefined {
  const from = levels[event.type];
  if (from === undefined || from > level) return undefined;
  return { text: describeEvent(event), warning: warnings.includes(event.type) };
}
