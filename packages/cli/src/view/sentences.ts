import { describeEvent, type MoveEvent } from '@tsmove/move-core';

/** Events that are shown in another form. */
const shownElsewhere: readonly string[] = ['phase-started', 'phase-finished', 'diagnostic', 'finished'];

/** From which verbosity the library's line about an event is shown; what is not here always is. */
const levels: Readonly<Partial<Record<string, number>>> = {
  'move-started': 1,
  'move-continued': 0,
  'waiting-for-lease': 0,
  'journal-lost': 0,
  'object-paused': 1,
  'object-resumed': 1,
  'object-blocked': 0,
  'object-unblocked': 1,
  'still-waiting': 0,
  'object-left-held': 0,
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
  'object-returned': 1,
  'object-failed': 0,
  'object-skipped': 1,
};

const warnings: readonly MoveEvent['type'][] = [
  'object-left-held',
  'replanned',
  'journal-lost',
  'rolling-back',
  'namespace-kept',
  'object-failed',
];

/** One line about an event, unless it is not for this verbosity. */
export function sentenceFor(
  event: MoveEvent,
  level: number,
): { readonly text: string; readonly warning: boolean } | undefined {
  if (shownElsewhere.includes(event.type) || levelOf(event) > level) return undefined;
  return { text: lineFor(describeEvent, event), warning: warnings.includes(event.type) };
}

/** What a whole namespace begins with was said before; of its Clusters one by one it is not known otherwise which it is. */
function levelOf(event: MoveEvent): number {
  if (event.type === 'move-started' && event.clusters !== undefined) return 0;
  return levels[event.type] ?? 0;
}

/** The library's line; the type alone for an event that even it has no words for. */
function lineFor(describe: (event: MoveEvent) => string | undefined, event: MoveEvent): string {
  return describe(event) ?? event.type;
}
