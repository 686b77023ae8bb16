import type { SourceState, TargetState } from './records.ts';
import { replay } from './replay.ts';
import type { MoveState } from './state.ts';
import type { MoveSummary, MoveZone } from './summary.ts';
import type { JournalReading } from './types.ts';

/**
 * One move in a few words, from its journal alone. Raises JournalError: `journal-damaged`, or `journal-missing` for a
 * journal without a single record, whose move never began.
 */
export function summarizeMove(reading: JournalReading): MoveSummary {
  return summaryOf(replay(reading.records), reading.torn);
}

export function summaryOf(state: MoveState, torn: boolean): MoveSummary {
  const inTarget: Record<TargetState, number> = { absent: 0, unknown: 0, created: 0, ready: 0, sealed: 0, adopted: 0 };
  const inSource: Record<SourceState, number> = { present: 0, held: 0, retired: 0, unknown: 0, recreated: 0 };
  for (const { target, source } of state.objects.values()) {
    inTarget[target] += 1;
    inSource[source] += 1;
  }
  const { moveId, outcome, phase, plan, source, target, by, epoch, startedAt, lastAt } = state;
  return {
    moveId,
    zone: zoneOf(state),
    ...(outcome === undefined ? {} : { outcome }),
    phase,
    scope: plan.scope,
    source,
    target,
    by,
    epoch,
    startedAt,
    lastAt,
    objects: state.objects.size,
    inTarget,
    inSource,
    torn,
  };
}

function zoneOf(state: MoveState): MoveZone {
  if (state.outcome !== undefined) return 'finished';
  if (state.abandonedTarget) return 'target-abandoned';
  if (state.rollback !== undefined) return 'rolling-back';
  if (state.releasing) return 'releasing';
  // While it is unsure whether the commit arrived, nothing is deleted: both ways are open as before it.
  return state.commit === 'yes' ? 'committed' : 'before-commit';
}
