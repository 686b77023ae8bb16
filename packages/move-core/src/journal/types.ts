import type { JournalRecord } from './records.ts';

/** What a store can tell of a journal without anybody taking the move over. */
export interface JournalReading {
  readonly moveId: string;
  /** In order, complete and checked, but for a record at the end that was cut short: that one was never durable. */
  readonly records: readonly JournalRecord[];
  /** True if a record at the end was cut short and is left out. Normal after a crash. */
  readonly torn: boolean;
}

/** The journal of one move, open for writing by one process. */
export interface Journal {
  readonly moveId: string;
  /** What was durable when it was opened. */
  readonly before: readonly JournalRecord[];
  /**
   * True if whoever had the journal open before has certainly ended, or has closed it: then nobody need wait until the
   * Leases of the move run out. Absent or false: that is not known.
   */
  readonly holderDied?: boolean;
  /**
   * Adds records, in order, and resolves when they are durable: whatever happens to this process or its machine then,
   * `read` gives them. Never called twice at once. If it rejects (JournalError), any number of the records, from the
   * first on, may be durable; the same records may be given again and must not be kept twice (`seq` tells). A store
   * that sends requests awaits `gate` right before each attempt, so that a process that was taken over writes nothing;
   * what the gate rejects with is raised as it is.
   */
  append(records: readonly JournalRecord[], options?: { readonly gate?: () => Promise<void> }): Promise<void>;
  /**
   * Only of stores that keep nothing of finished moves, because they are in the user's clusters: removes the journal.
   * Called after the last record.
   */
  forget?(): Promise<void>;
  /** Lets another process write. Never fails: what cannot be given back is free once this process has ended. */
  close(): Promise<void>;
}

/**
 * Keeps the journals of moves. A portal can implement it on its own database: `runJournalContract` of the tests says
 * what must hold. All methods raise JournalError: `journal-unreadable`, `journal-unwritable`, `journal-damaged`,
 * `journal-newer`, `journal-in-use`, `journal-missing`.
 */
export interface JournalStore {
  /** Where it keeps them, for messages: a path, or `the clusters`. */
  readonly place: string;
  /** True if that is in the source and the target: preflight then asks for the rights to write there. */
  readonly inClusters?: boolean;
  /** Ids of all moves that it has a journal of, finished or not, oldest first. */
  list(): Promise<readonly string[]>;
  /** Reads without taking the journal over; also while another process writes. Undefined if there is none. */
  read(moveId: string): Promise<JournalReading | undefined>;
  /** A new, empty journal. */
  create(moveId: string): Promise<Journal>;
  /** Opens an existing journal to go on with it. `journal-in-use` if another living process has it open. */
  open(moveId: string): Promise<Journal>;
  /** Forgets a journal that nobody has open. No error if there is none. */
  remove(moveId: string): Promise<void>;
}
