import { AbortedError, BlockedError, type MoveError } from '../errors.ts';
import type { MoveContext } from './context.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { explain } from './explain.ts';
import { giveUp } from './give-up.ts';
import type { MoveReport } from './report.ts';
import { createStopSignal, type StopSignal } from './stop-signal.ts';
import type { ContinueOptions, MoveRun } from './types.ts';

/** What may end a run early. */
type Limits = Pick<ContinueOptions, 'signal' | 'timeoutMs'>;

/** Starts `work` and gives what a caller holds of it: its events and its outcome. */
export function createRun(
  moveId: string,
  { signal, timeoutMs }: Limits,
  work: (events: EventStream, stop: AbortSignal, limit: StopSignal) => Promise<MoveReport>,
): MoveRun {
  const events = createEventStream();
  const limit = createStopSignal(signal, timeoutMs);
  const result = work(events, limit.signal, limit)
    .catch((error: unknown) => {
      throw limit.isTimedOut() && isStopped(error, limit.signal) ? tooLate(error) : error;
    })
    .finally(() => {
      limit.release();
      events.end();
    });
  // The error belongs to whoever awaits the result; until then it must not count as unhandled.
  result.catch(() => undefined);
  return { moveId, result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
}

/** The stop itself, and nothing that came of it: whatever has begun to change something explains its end itself. */
function isStopped(error: unknown, stop: AbortSignal): boolean {
  return (
    error instanceof AbortedError || error === stop.reason || (error instanceof Error && error.name === 'AbortError')
  );
}

function tooLate(cause: unknown): BlockedError {
  return new BlockedError('the time limit was over before anything was changed', {
    code: 'timeout',
    hint: 'The move is as it was. Run it again with a longer limit, or none.',
    cause,
  });
}

/** Runs what may fail half way, and turns a failure into what it came to. */
export async function orGiveUp(
  context: MoveContext,
  signal: AbortSignal | undefined,
  work: () => Promise<MoveReport>,
): Promise<MoveReport> {
  try {
    return await work();
  } catch (error) {
    const failure: MoveError = await giveUp(context, explain(error, context, signal));
    throw failure;
  }
}
