import { systemUidOf } from '../discover/cluster.ts';
import { JournalError, LockedError } from '../errors.ts';
import type { ClusterIdentity, MoveCommand } from '../journal/records.ts';
import type { MoveState } from '../journal/state.ts';
import type { Journal, JournalStore } from '../journal/types.ts';
import { acquireLock, takeOverLock } from '../lock/acquire.ts';
import { readLeases } from '../lock/read-leases.ts';
import { thisActor } from '../lock/this-actor.ts';
import type { HolderIsDead, LeaseContent, MoveLock, TakeoverOptions } from '../lock/types.ts';
import type { Actor } from '../model/actor.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer } from '../server/types.ts';
import type { MoveContext } from './context.ts';
import { endedElsewhere } from './ended-elsewhere.ts';
import type { EventStream } from './event-stream.ts';
import { continueLog, type MoveLog } from './move-log.ts';
import { openContext } from './open-context.ts';
import { requireProviders } from './require-providers.ts';
import { unreachableServer } from './unreachable-server.ts';

export interface TakeOverOptions {
  readonly source: ApiServer;
  /** Undefined: given up. */
  readonly target: ApiServer | undefined;
  readonly providers: readonly Provider[];
  readonly journal: JournalStore;
  readonly concurrency?: number;
  readonly by?: Partial<Actor>;
  readonly leaseDurationMs?: number;
  readonly holderIsDead?: HolderIsDead;
  readonly pauseTimeoutMs?: number;
  readonly blockMoveTimeoutMs?: number;
  readonly whenQuiet?: (signal: AbortSignal) => Promise<void>;
}

/**
 * Makes an unfinished move this process's own: its journal is opened, its Leases get the next epoch, and from then on
 * whoever had it before sends not one write more (contract 7.1). Raises JournalError, LockedError.
 */
export async function takeOver(
  moveId: string,
  command: MoveCommand,
  options: TakeOverOptions,
  events: EventStream,
  stop: AbortSignal,
): Promise<MoveContext> {
  const journal = await options.journal.open(moveId);
  let context: MoveContext | undefined;
  try {
    const log = continueLog(journal);
    requireProviders(options.providers, log.state.settings);
    context = openContext(log, events, {
      ...options,
      target: options.target ?? unreachableServer('target'),
      takenOver: true,
      stop,
    });
    const { state } = log;
    await requireCluster(options.source, state.source);
    if (options.target !== undefined) await requireCluster(options.target, state.target);
    context.emit({ type: 'move-continued', moveId, command, from: state.phase, epoch: state.epoch });
    const by = thisActor(options.by);
    const { lock, endedBefore } = await lockAgain(context, log, journal, options, command, by);
    context.lock = lock;
    log.enter(lock.epoch);
    log.note({ type: 'taken-over', by, command });
    await log.keepIn(journal, async () => {
      await lock.gate();
    });
    if (endedBefore || knowsNothing(lock.found, state)) await endedElsewhere(context);
    else settleByLease(context, lock);
    return context;
  } catch (error) {
    context?.lock?.letGo();
    await journal.close();
    throw error;
  }
}

async function lockAgain(
  context: MoveContext,
  log: MoveLog,
  journal: Journal,
  options: TakeOverOptions,
  command: MoveCommand,
  by: Actor,
): Promise<{ readonly lock: MoveLock; readonly endedBefore: boolean }> {
  const { state } = log;
  const asked: TakeoverOptions = {
    source: options.source,
    target: options.target ?? unreachableServer('target'),
    moveId: state.moveId,
    scope: state.plan.scope,
    sourceUid: state.source.systemUid,
    targetUid: state.target.systemUid,
    by,
    command,
    signal: context.stop,
    holderIsDead: journal.holderDied === true || (options.holderIsDead ?? false),
    epochAtLeast: state.epoch,
    withoutTarget: options.target === undefined,
    onWaiting: (held, forMs) => {
      context.emit({ type: 'waiting-for-lease', holder: `${held.by.name} (pid ${held.by.pid.toString()})`, forMs });
    },
    ...(options.leaseDurationMs === undefined ? {} : { durationMs: options.leaseDurationMs }),
  };
  await refuseRecovered(options, state.moveId);
  try {
    return { lock: await takeOverLock(asked), endedBefore: false };
  } catch (error) {
    if (!(error instanceof LockedError && error.code === 'no-lease')) throw error;
    // Never locked, or about to end, or ended from elsewhere: whichever it was, it is looked at under a lock of ours.
    return { lock: await acquireLock({ ...asked, epoch: state.epoch + 1 }), endedBefore: true };
  }
}

/** Asked before the Leases are touched: whoever takes them over writes its own command there. */
async function refuseRecovered({ source, target }: TakeOverOptions, moveId: string): Promise<void> {
  const sides = target === undefined ? [source] : [source, target];
  const leases = (await Promise.all(sides.map((side) => readLeases(side)))).flat();
  const recovering = leases.find(({ content }) => content.moveId === moveId && content.command === 'recover');
  if (recovering === undefined) return;
  throw new LockedError(`${recovering.content.by.name} has begun to recover this move without its journal`, {
    code: 'recover-begun',
    hint: 'Run `tsmove recover` to go on with that: the journal knows nothing of it.',
  });
}

/**
 * True for the Lease of one who has gone on before us without finding any, and died before it had looked: a move that has
 * created something has said so in its Leases.
 */
function knowsNothing({ phase }: LeaseContent, { commit, objects }: MoveState): boolean {
  if (phase !== 'preflight') return false;
  return commit !== 'no' || [...objects.values()].some(({ targetUid }) => targetUid !== undefined);
}

/** The Lease may know what the journal does not: whether a commit that got no answer is one. */
function settleByLease({ log }: MoveContext, { found }: MoveLock): void {
  const { state, note } = log;
  if (state.commit === 'unsure') note(found.committed ? { type: 'committed' } : { type: 'not-committed' });
  if (found.committed && state.commit === 'no') {
    throw new JournalError('the move was committed, but this journal does not know it: it is an old copy', {
      code: 'journal-behind',
      hint: 'Use the journal that was written last, or `tsmove recover`.',
    });
  }
}

/** Raises JournalError if the server is not the one that the move was begun with. */
export async function requireCluster(server: ApiServer, identity: ClusterIdentity): Promise<void> {
  const systemUid = await systemUidOf(server);
  if (systemUid === identity.systemUid) return;
  throw new JournalError(`the ${server.label} is not the cluster that the move was begun with (${identity.url})`, {
    code: 'wrong-clusters',
    hint: 'Give the kubeconfigs and contexts of the same two clusters.',
  });
}
