import { createMemoryJournalStore } from '../journal/memory-store.ts';
import { acquireLock } from '../lock/acquire.ts';
import type { MoveContext } from './context.ts';
import type { MoveLog } from './move-log.ts';
import type { StartMoveOptions } from './types.ts';

/** The plan is durable before the first write, which is the Lease in the source (contract 7.4). */
export async function takeLock(
  context: MoveContext,
  log: MoveLog,
  options: Pick<StartMoveOptions, 'source' | 'target' | 'journal' | 'keepSystemNamespace' | 'leaseDurationMs'>,
): Promise<void> {
  const { state } = log;
  const store = options.journal ?? createMemoryJournalStore();
  const journal = await store.create(context.moveId);
  try {
    await log.keepIn(journal, async () => {
      await context.lock?.gate();
    });
    context.lock = await acquireLock({
      source: options.source,
      target: options.target,
      moveId: context.moveId,
      scope: state.plan.scope,
      sourceUid: state.source.systemUid,
      targetUid: state.target.systemUid,
      by: state.by,
      command: 'move',
      signal: context.stop,
      keepNamespace: options.keepSystemNamespace === true,
      ...(options.leaseDurationMs === undefined ? {} : { durationMs: options.leaseDurationMs }),
    });
  } catch (error) {
    // The move has not begun: nothing need remind of it.
    await log.close();
    await store.remove(context.moveId);
    throw error;
  }
}
