import type { Phase } from '../events/types.ts';
import type { MoveContext } from './context.ts';

/** Runs one phase between its two events; `total` objects are to be done in it. */
export async function inPhase(
  context: MoveContext,
  phase: Phase,
  total: number,
  work: () => Promise<void>,
): Promise<void> {
  context.phase = phase;
  const started = performance.now();
  context.emit({ type: 'phase-started', phase, total });
  await work();
  context.emit({ type: 'phase-finished', phase, elapsedMs: performance.now() - started });
}
