import { JournalError } from '../errors.ts';
import { applyRecord, begin, replayLive, type LiveState } from '../journal/replay.ts';
import type { JournalRecord, JournalRecordBody } from '../journal/records.ts';
import type { Journal } from '../journal/types.ts';

type BegunBody = Extract<JournalRecordBody, { readonly type: 'begun' }>;

/**
 * The state of a move and the journal that it is written to. Whatever changes the state goes through `note`, so that
 * what the executor knows is what a replay will know.
 */
export interface MoveLog {
  readonly state: LiveState;
  /** Applies a fact, and queues it for the journal: it is written with others, a moment later or when one has to be durable. */
  readonly note: (body: JournalRecordBody) => void;
  /** Resolves once everything noted so far is durable. Raises JournalError. */
  durable(): Promise<void>;
  /** Begins to write, with everything noted so far. `gate` is awaited before each request that the store sends. */
  keepIn(journal: Journal, gate: () => Promise<void>): Promise<void>;
  /** Goes on in a later epoch: for what is noted from now on. */
  enter(epoch: number): void;
  /** From here on a journal that cannot be written holds nothing up: undoing is more important. */
  tolerate(): void;
  /** What the journal failed with, if it failed since it is tolerated. */
  lost(): JournalError | undefined;
  /** True if the journal is in the user's clusters, where nothing may stay of a move that is over. */
  keepsNothing(): boolean;
  /** Removes such a journal. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** The log of a move that begins. */
export function beginLog(body: BegunBody, now: () => Date = () => new Date()): MoveLog {
  const first = { ...body, seq: 1, at: now().toISOString(), epoch: 1 };
  return createLog(begin(first), [first], now);
}

/** The log of a move that is gone on with. */
export function continueLog(journal: Journal, now: () => Date = () => new Date()): MoveLog {
  return createLog(replayLive(journal.before), [], now);
}

/**
 * For how long a fact that nobody waits for may stay in memory, in ms. A sync of the disk for every few of them would cost
 * a tenth of a move's processor time, and what is lost with the process is found in the clusters again.
 */
const lingerMs = 50;

function createLog(state: LiveState, queued: readonly JournalRecord[], now: () => Date): MoveLog {
  let pending = [...queued];
  let durableSeq = state.seq - queued.length;
  let kept: { readonly journal: Journal; readonly gate: () => Promise<void> } | undefined;
  let writing: Promise<void> | undefined;
  let later: NodeJS.Timeout | undefined;
  let failure: JournalError | undefined;
  let tolerant = false;
  let epoch = state.epoch;

  async function write(): Promise<void> {
    while (kept !== undefined && pending.length > 0) {
      // What else is noted in this turn of the event loop comes along.
      await Promise.resolve();
      const batch = pending;
      pending = [];
      try {
        await kept.journal.append(batch, { gate: kept.gate });
        durableSeq = batch.at(-1)?.seq ?? durableSeq;
        failure = undefined;
      } catch (error) {
        // Any part of the batch may be durable; the store keeps no record twice.
        pending = [...batch, ...pending];
        failure = asJournalError(error);
        return;
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(later);
    later = undefined;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  function raise(): void {
    if (failure !== undefined && !tolerant) throw failure;
  }

  return {
    state,
    note(body): void {
      const record = { ...body, seq: state.seq + 1, at: now().toISOString(), epoch };
      applyRecord(state, record);
      pending.push(record);
      if (kept === undefined) return;
      raise();
      later ??= setTimeout(() => void flush(), lingerMs);
    },
    async durable(): Promise<void> {
      const last = state.seq;
      await writing;
      // That may not have held the last facts yet, and whoever waits beside us may have begun to write them since.
      while (kept !== undefined && durableSeq < last) {
        await flush();
        if (failure !== undefined) break;
      }
      raise();
    },
    async keepIn(journal, gate): Promise<void> {
      kept = { journal, gate };
      await flush();
      raise();
    },
    enter(next): void {
      epoch = next;
    },
    tolerate(): void {
      tolerant = true;
    },
    lost: () => failure,
    keepsNothing: () => kept?.journal.forget !== undefined,
    async forget(): Promise<void> {
      await kept?.journal.forget?.();
    },
    async close(): Promise<void> {
      await flush();
      await kept?.journal.close();
      kept = undefined;
    },
  };
}

function asJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new JournalError(`the journal could not be written: ${words}`, { code: 'journal-unwritable', cause: error });
}
