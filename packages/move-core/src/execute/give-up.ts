import {
  AbortedError,
  FencedError,
  JournalError,
  PartialMoveError,
  RolledBackError,
  type MoveError,
  type MoveErrorOptions,
} from '../errors.ts';
import type { MoveContext } from './context.ts';
import { finish, leave } from './finish.ts';
import { makeReport } from './make-report.ts';
import { settleCommit } from './settle-commit.ts';
import { rollBack } from './roll-back.ts';

/**
 * Ends a move that has failed. Before the commit point it is undone; after it both sides stay as they are, held, and
 * going on is what helps (contract 5). The answer is the error for the caller, which says how things stand. It never
 * raises: an undo that fails is part of the answer.
 */
export async function giveUp(context: MoveContext, failure: MoveError): Promise<MoveError> {
  const { state } = context.log;
  const { phase } = context;
  const fenced = fencedBy(failure);
  if (fenced !== undefined) {
    await leave(context).catch(ignore);
    return stopped(context, fenced.message, fenced);
  }
  if (context.lock === undefined) return endedBeforeLock(context, failure);
  const lostJournal = journalFailure(failure);
  if (lostJournal !== undefined) {
    context.log.tolerate();
    context.emit({ type: 'journal-lost', because: lostJournal.message });
  }
  const untouched = context.ledger.targetUntouched() && state.namespaces.size === 0;
  try {
    await settleCommit(context);
    const stop = state.settings.onFailure === 'stop' && !untouched && state.rollback === undefined;
    if (state.commit === 'yes' || stop) {
      await leave(context);
      return stopped(context, failure.message, failure);
    }
    if (!untouched) context.emit({ type: 'rolling-back', because: failure.message });
    await rollBack(context, failure.message);
    await finish(context, untouched ? 'refused' : 'rolled-back');
  } catch (error) {
    await leave(context).catch(ignore);
    const because = error instanceof Error ? error.message : String(error);
    return stopped(context, `${failure.message}; and then it could not be undone: ${because}`, failure);
  }
  const final = makeReport(context, untouched ? 'refused' : 'rolled-back');
  context.emit({ type: 'finished', report: final });
  // Who asked for the stop wants to hear that it stopped; everybody else that what was there is undone.
  if (untouched || failure instanceof AbortedError) return failure;
  return new RolledBackError(
    `the move failed in phase ${phase} and was undone: ${failure.message}`,
    final,
    details(failure, phase),
  );
}

function stopped(context: MoveContext, because: string, failure: MoveError): PartialMoveError {
  const { phase } = context;
  const final = makeReport(context, 'stopped');
  context.emit({ type: 'finished', report: final });
  return new PartialMoveError(
    `the move stopped half way, while in phase ${phase}: ${because}`,
    final,
    details(failure, phase),
  );
}

/** Nothing was written to either cluster; of the journal nothing need stay. */
async function endedBeforeLock(context: MoveContext, failure: MoveError): Promise<MoveError> {
  await context.log.close().catch(ignore);
  context.emit({ type: 'finished', report: makeReport(context, 'refused') });
  return failure;
}

function details(failure: MoveError, phase: string): MoveErrorOptions {
  return { phase, cause: failure, ...(failure.hint === undefined ? {} : { hint: failure.hint }) };
}

/** The loss of the lock may be hidden behind an error of what was being done when it was noticed. */
function fencedBy(failure: unknown): FencedError | undefined {
  return causeOf(failure, (error) => (error instanceof FencedError ? error : undefined));
}

function journalFailure(failure: unknown): JournalError | undefined {
  return causeOf(failure, (error) => (error instanceof JournalError ? error : undefined));
}

function causeOf<T>(failure: unknown, match: (error: unknown) => T | undefined): T | undefined {
  for (let error = failure, depth = 0; depth < 10 && error !== undefined; depth += 1) {
    const found = match(error);
    if (found !== undefined) return found;
    error = error instanceof Error ? error.cause : undefined;
  }
  return undefined;
}

function ignore(): void {
  // The move's own error is the one to tell.
}
