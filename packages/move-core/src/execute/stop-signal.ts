/** A signal that stops a move, and the way to let go of its timer. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** True if it was the time, and not the caller. */
  isTimedOut(): boolean;
  /** What is left of the time, in ms; undefined without a limit. */
  leftMs(): number | undefined;
  release(): void;
}

/**
 * Aborts when the caller's signal does, or when the time is up. The timer is our own: on Node 20 a signal of
 * `AbortSignal.timeout` that only `AbortSignal.any` knows is garbage-collected, and never fires.
 */
export function createStopSignal(signal: AbortSignal | undefined, timeoutMs: number | undefined): StopSignal {
  const stop = new AbortController();
  const until = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
  let timedOut = false;
  const follow = (): void => {
    stop.abort(signal?.reason);
  };
  if (signal?.aborted === true) follow();
  signal?.addEventListener('abort', follow, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = !stop.signal.aborted;
          stop.abort(new Error('the time limit of the move is reached'));
        }, timeoutMs);
  return {
    signal: stop.signal,
    isTimedOut: () => timedOut,
    leftMs: () => (until === undefined ? undefined : Math.max(1, until - performance.now())),
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', follow);
    },
  };
}
