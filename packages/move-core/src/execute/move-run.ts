import type { MoveError } from '../errors.ts';
import type { MoveContext } from './context.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { explain } from './explain.ts';
import { giveUp } from './give-up.ts';
import type { MoveReport } from './report.ts';
import { createStopSignal } from './stop-signal.ts';
import type { MoveRun } from './types.ts';

/** Starts `work` and gives what a caller holds of it: its events and its outcome. */
export function createRun(
  moveId: string,
  signal: AbortSignal | undefined,
  work: (events: EventStream, stop: AbortSignal) => Promise<MoveReport>,
): MoveRun {
  const events = createEventStream();
  const stop = createStopSignal(signal, undefined);
  const result = work(events, stop.signal).finally(() => {
    stop.release();
    events.end();
  });
  // The error belongs to whoever awaits the result; until then it must not count as unhandled.
  result.catch(() => undefined);
  return { moveId, result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
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
