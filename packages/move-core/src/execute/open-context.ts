import { defaults } from '../defaults.ts';
import { guarded } from '../lock/guarded.ts';
import { mappedTarget } from '../namespace-view/mapped-target.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer } from '../server/types.ts';
import type { MoveContext } from './context.ts';
import type { EventStream } from './event-stream.ts';
import { createLedger } from './ledger.ts';
import type { MoveLog } from './move-log.ts';
import { createReading, type Reading } from './reading.ts';

export interface ContextOptions {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly concurrency?: number | undefined;
  readonly pauseTimeoutMs?: number | undefined;
  readonly blockMoveTimeoutMs?: number | undefined;
  readonly takenOver: boolean;
  readonly recovered?: boolean;
  readonly stop: AbortSignal;
  readonly reading?: Reading;
  readonly whenQuiet?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** What the phases share, for a move that begins or is gone on with. Its servers write only under the move's lock. */
export function openContext(log: MoveLog, events: EventStream, options: ContextOptions): MoveContext {
  const gate = async (): Promise<void> => {
    await context.lock?.gate();
  };
  const context: MoveContext = {
    moveId: log.state.moveId,
    source: guarded(options.source, gate),
    target: guarded(mappedTarget(options.target, log.state.plan.scope, options.providers), gate),
    providers: options.providers,
    allow: log.state.settings.allow,
    concurrency: options.concurrency ?? defaults.concurrency,
    pauseTimeoutMs: options.pauseTimeoutMs ?? defaults.pauseTimeoutMs,
    blockMoveTimeoutMs: options.blockMoveTimeoutMs ?? defaults.blockMoveTimeoutMs,
    log,
    ledger: createLedger(log.state, log.note),
    addedByTarget: new Map(),
    stop: options.stop,
    whenQuiet: options.whenQuiet,
    emit: (body) => {
      events.emit(body, context.phase);
    },
    lock: undefined,
    plan: log.state.plan,
    baseline: new Map(),
    reading: options.reading ?? createReading({ shared: false }),
    phase: log.state.phase,
    takenOver: options.takenOver,
    recovered: options.recovered === true,
  };
  return context;
}
