/** What the exit code of the program means. Scripts rely on it: a meaning is added, never changed. */
export const exitCodes = {
  /** Done. With `plan --detailed-exitcode`: there is nothing to move. */
  done: 0,
  /** Failed; the source is still authoritative, nothing is left behind or everything is undone. */
  failed: 1,
  /** The command line, the environment, a kubeconfig or a journal cannot be used; no cluster was changed. */
  usage: 2,
  /** `plan --detailed-exitcode` only: there is something to move. */
  somethingToMove: 2,
  /**
   * Refused before anything was created: preflight, discovery, blocked objects, a plan gone stale, or another move at
   * work. Also: there is no move to go on with.
   */
  refused: 3,
  /**
   * Stopped half way and not undone: some objects are in the target, and what was held is still held; or another
   * process has taken the move over. The commands to go on with are printed.
   */
  partial: 4,
  /**
   * `job run` only: refused for a reason that may pass by itself: another process has the move or the namespace in hand,
   * or objects are blocked. Nothing was created.
   */
  notNow: 75,
  /** Stopped by SIGINT (Ctrl-C), with everything undone. */
  interrupted: 130,
  /** Stopped by SIGTERM, with everything undone. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
