import type { Phase } from '../events/types.ts';
import type { MoveContext } from './context.ts';

/** The phases that change something: others on their way to the Leases' readers would only cost time. */
const announced: ReadonlySet<Phase> = new Set(['create', 'seal', 'retire', 'return', 'undo']);

/** Runs one phase between its two events; `total` objects are to be done in it. */
export async function inPhase(
  context: MoveContext,
  phase: Phase,
  total: number,
  work: () => Promise<void>,
): Promise<void> {
  context.phase = phase;
  context.log.note({ type: 'phase', phase });
  if (announced.has(phase)) await context.lock?.announce({ phase });
  const started = performance.now();
  context.emit({ type: 'phase-started', phase, total });
  await work();
  context.emit({ type: 'phase-finished', phase, elapsedMs: performance.now() - started });
}
