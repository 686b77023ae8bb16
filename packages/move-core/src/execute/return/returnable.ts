import type { PlannedObject } from '../../plan/types.ts';
import type { MoveContext } from '../context.ts';

/** The objects that have left the source, or may have. */
export function returnable(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(({ fate }) => fate === 'move');
}
