import { LockedError, StalePlanError, UsageError } from '../errors.ts';
import { takeOverLock } from '../lock/acquire.ts';
import { readLeases } from '../lock/read-leases.ts';
import { thisActor } from '../lock/this-actor.ts';
import type { LeaseContent, MoveLock } from '../lock/types.ts';
import { mappedTarget } from '../namespace-view/mapped-target.ts';
import type { EventStream } from './event-stream.ts';
import { finish } from './finish.ts';
import { goForward } from './forward.ts';
import { makeReport } from './make-report.ts';
import { createRun, orGiveUp } from './move-run.ts';
import { openContext } from './open-context.ts';
import { findCommitted } from './recover/recover-all.ts';
import { findUncommitted } from './recover/recover-none.ts';
import type { MoveReport } from './report.ts';
import { rollBack } from './roll-back.ts';
import type { MoveRun, RecoverOptions } from './types.ts';

/**
 * Ends a move whose journal is lost, from its Leases and the marks on objects alone (contract 7.2). Before the commit
 * point: to none. After it: to all; what cannot be known without the journal is refused by name. `moveId` of the run
 * is empty until the Leases are read, if none was given. Raises through `result`: LockedError (no Lease, or another
 * process is at work), UsageError (several moves), and what `resumeMove` does.
 */
export function recoverMove(options: RecoverOptions): MoveRun {
  let moveId = options.moveId ?? '';
  const run = createRun(moveId, options, async (events, stop) => {
    const lease = await chooseLease(options);
    moveId = lease.moveId;
    return recover(lease, options, events, stop);
  });
  return {
    get moveId() {
      return moveId;
    },
    result: run.result,
    [Symbol.asyncIterator]: () => run[Symbol.asyncIterator](),
  };
}

async function recover(
  lease: LeaseContent,
  options: RecoverOptions,
  events: EventStream,
  stop: AbortSignal,
): Promise<MoveReport> {
  events.emit({
    type: 'move-continued',
    moveId: lease.moveId,
    command: 'recover',
    from: lease.phase,
    epoch: lease.epoch,
  });
  // Asked before the Leases are touched: whoever takes them over writes its own command there.
  if (lease.committed && (lease.phase === 'return' || lease.phase === 'undo')) throw beingRolledBack();
  const lock = await lockFor(lease, options, events, stop);
  try {
    const { found } = lock;
    // The Leases tell what the namespace is called in the target.
    const seen = { ...options, target: mappedTarget(options.target, found.scope, options.providers) };
    const log = found.committed ? await findCommitted(found, seen) : await findUncommitted(found, seen);
    options.onPlan?.(log.state.plan);
    const context = openContext(log, events, { ...options, takenOver: false, recovered: true, stop });
    context.lock = lock;
    log.enter(lock.epoch);
    return await orGiveUp(context, options.signal, async () => {
      if (found.committed) return goForward(context);
      await rollBack(context, 'recovered without a journal');
      await finish(context, 'rolled-back');
      const report = makeReport(context, 'rolled-back');
      context.emit({ type: 'finished', report });
      return report;
    });
  } catch (error) {
    // Whoever runs it again takes the Leases over from here.
    lock.letGo();
    throw error;
  }
}

async function lockFor(
  lease: LeaseContent,
  options: RecoverOptions,
  events: EventStream,
  stop: AbortSignal,
): Promise<MoveLock> {
  return takeOverLock({
    source: options.source,
    target: options.target,
    moveId: lease.moveId,
    scope: lease.scope,
    sourceUid: lease.sourceUid,
    targetUid: lease.targetUid,
    by: thisActor(options.by),
    command: 'recover',
    signal: stop,
    holderIsDead: options.holderIsDead ?? false,
    epochAtLeast: lease.epoch,
    onWaiting: (held, forMs) => {
      const holder = `${held.by.name} (pid ${held.by.pid.toString()})`;
      events.emit({ type: 'waiting-for-lease', holder, forMs });
    },
    ...(options.leaseDurationMs === undefined ? {} : { durationMs: options.leaseDurationMs }),
  });
}

async function chooseLease({ source, target, moveId }: RecoverOptions): Promise<LeaseContent> {
  // What the target's Lease says counts, so it comes last.
  const leases = (await Promise.all([readLeases(source), readLeases(target)])).flat();
  const moves = new Map(leases.map(({ content }) => [content.moveId, content]));
  if (moveId !== undefined) {
    const lease = moves.get(moveId);
    if (lease !== undefined) return lease;
    throw new LockedError(`neither cluster has a Lease of the move ${moveId}: it is over, or of other clusters`, {
      code: 'no-lease',
    });
  }
  const [first, ...others] = moves.values();
  if (first === undefined) {
    throw new LockedError('neither cluster has a Lease of a move: there is nothing to recover', { code: 'no-lease' });
  }
  if (others.length > 0) {
    throw new UsageError(`there are several unfinished moves: ${[...moves.keys()].sort().join(', ')}`, {
      code: 'several-moves',
      hint: 'Name the one to recover.',
    });
  }
  return first;
}

function beingRolledBack(): StalePlanError {
  return new StalePlanError('the move was being rolled back after deletions had begun', {
    code: 'not-known',
    hint: 'What had been deleted, and what is made anew, is in the journal only: run `tsmove rollback` with it.',
  });
}
