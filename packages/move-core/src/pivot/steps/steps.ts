import type { PivotContext } from '../context.ts';
import type { PivotStepName } from '../types.ts';
import { checkAfterMove } from './checks.ts';
import { cleanUpSource } from './clean-up.ts';
import { applyComponents } from './components.ts';
import { carryOutMove, takeMoveBack } from './move.ts';
import { scaleBack, scaleDown, workloadsToScale } from './scale-down.ts';
import { afterHandBack, applySideData, beforeHandBack, beforeHandOver, undoSideData } from './side-data.ts';
import { lowerTargetIronic, raiseTargetIronic } from './target-ironic.ts';
import { undoComponents } from './undo-components.ts';
import { relaxWebhooks, restoreWebhooks } from './webhooks.ts';

/** One step of a pivot. Both ways may be gone again after a crash: each begins by looking. */
export interface PivotStep {
  readonly name: PivotStepName;
  do(context: PivotContext): Promise<void>;
  undo(context: PivotContext): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const sideData: PivotStep = { name: 'side-data', do: applySideData, undo: undoSideData };

const components: PivotStep = { name: 'components', do: applyComponents, undo: undoComponents };

const sourceIronic: PivotStep = {
  name: 'source-ironic',
  async do(context) {
    const found = await workloadsToScale(context, 'ironic');
    if (found.length > 0) await beforeHandOver(context);
    await scaleDown(context, 'ironic', found);
  },
  async undo(context) {
    await scaleBack(context, 'ironic');
    await afterHandBack(context);
  },
};

const sourceControllers: PivotStep = {
  name: 'source-controllers',
  async do(context) {
    const found = await workloadsToScale(context, 'controller');
    await relaxWebhooks(
      context,
      found.map(({ workload }) => workload),
    );
    await scaleDown(context, 'controller', found);
  },
  async undo(context) {
    await scaleBack(context, 'controller');
    // Only now: while nobody answers them they would refuse every write.
    await restoreWebhooks(context);
  },
};

const targetIronic: PivotStep = { name: 'target-ironic', do: raiseTargetIronic, undo: handBack };

async function handBack(context: PivotContext): Promise<void> {
  await beforeHandBack(context);
  await lowerTargetIronic(context);
}

/** These happen within the move, when it is quiet: the source is held then, and nothing is in the target. */
export const quietSteps: readonly PivotStep[] = [sourceIronic, sourceControllers, targetIronic];

/** The steps before and after them. The move is given the others. */
export function outerSteps(quiet: (context: PivotContext) => Promise<void>): readonly PivotStep[] {
  const move: PivotStep = {
    name: 'move',
    do: (context) => carryOutMove(context, () => quiet(context)),
    // Hosts that come back meet their own Ironic, never two.
    undo: (context) => takeMoveBack(context, () => handBack(context)),
  };
  const checks: PivotStep = { name: 'checks', do: checkAfterMove, undo: nothing };
  const cleanUp: PivotStep = { name: 'clean-up', do: cleanUpSource, undo: nothing };
  return [sideData, components, move, checks, cleanUp];
}

/** In which order steps are undone: Ironic of the source comes back before those who ask it. */
export function undoOrder(): readonly PivotStep[] {
  const [first, second, ...later] = outerSteps(nothing);
  if (first === undefined || second === undefined) throw new RangeError('a pivot without steps');
  return [...later.reverse(), targetIronic, sourceIronic, sourceControllers, second, first];
}
