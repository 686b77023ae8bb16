import { JournalError, RolledBackError, UsageError } from '../errors.ts';
import { replay } from '../journal/replay.ts';
import type { JournalStore } from '../journal/types.ts';
import type { MoveState } from '../journal/state.ts';
import { finish } from './finish.ts';
import { goForward } from './forward.ts';
import { makeReport } from './make-report.ts';
import { createRun, orGiveUp } from './move-run.ts';
import { rollBack } from './roll-back.ts';
import { takeOver } from './take-over.ts';
import type { ContinueOptions, MoveRun } from './types.ts';

/**
 * Goes on with a move that stopped half way, on this or another machine: forward to all, or, if it was already being
 * rolled back, further back to none (then `result` rejects with RolledBackError). Raises through `result`, besides
 * what `startMove` does: JournalError, LockedError (another process has it), UsageError (`move-finished`).
 */
export function resumeMove(moveId: string, options: ContinueOptions): MoveRun {
  return createRun(moveId, options, async (events, stop) => {
    requireUnfinished(await readState(options.journal, moveId));
    if (options.target.transient === true) throw notResumable(moveId);
    const context = await takeOver(moveId, 'resume', options, events, stop);
    const { state } = context.log;
    let because = '';
    const report = await orGiveUp(context, options.signal, async () => {
      // A rollback that was overtaken by a release is one no more.
      if (state.rollback === undefined || state.releasing) return goForward(context);
      ({ because } = state.rollback);
      await rollBack(context, because);
      await finish(context, 'rolled-back');
      const undone = makeReport(context, 'rolled-back');
      context.emit({ type: 'finished', report: undone });
      return undone;
    });
    if (report.outcome === 'moved') return report;
    // Said when all is done: it is no failure of this process, of which something would have to be undone.
    throw new RolledBackError(`the move was being rolled back, and now is: ${because}`, report);
  });
}

/** An export has no second half: what is not in its file yet is read anew. */
function notResumable(moveId: string): UsageError {
  return new UsageError(`the export ${moveId} cannot be gone on with`, {
    code: 'export-not-resumable',
    hint: 'Give the source its earlier state with tsmove rollback, then export again.',
  });
}

/** The state of a move by its journal. Raises JournalError (`journal-missing`). */
export async function readState(store: JournalStore, moveId: string): Promise<MoveState> {
  const reading = await store.read(moveId);
  if (reading !== undefined && reading.records.length > 0) return replay(reading.records);
  throw new JournalError(`there is no journal of a move ${moveId} in ${store.place}`, {
    code: 'journal-missing',
    hint: 'Name another journal, or end the move from the clusters alone with `tsmove recover`.',
  });
}

function requireUnfinished({ moveId, outcome, abandonedTarget }: MoveState): void {
  if (outcome !== undefined) {
    throw new UsageError(`the move ${moveId} is finished: ${outcome}`, { code: 'move-finished' });
  }
  if (abandonedTarget) {
    throw new UsageError(`the move ${moveId} has given its target up and released the source`, {
      code: 'target-abandoned',
      hint: 'Once the target can be reached again, `tsmove rollback` takes away what the move had put there.',
    });
  }
}
