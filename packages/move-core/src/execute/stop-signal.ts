/** A signal that stops a move, and the way to let go of its timer. */
export interface StopSignal {
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * Aborts when the caller's signal does, or when the time is up. The timer is our own: on Node 20 a signal of
 * `AbortSignal.timeout` that only `AbortSignal.any` knows is garbage-collected, and never fires.
 */
export function createStopSignal(signal: AbortSignal | undefined, timeoutMs: number | undefined): StopSignal {
  const stop = new AbortController();
  const follow = (): void => {
    stop.abort(signal?.reason);
  };
  if (signal?.aborted === true) follow();
  signal?.addEventListener('abort', follow, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          stop.abort(new Error('the time limit of the move is reached'));
        }, timeoutMs);
  return {
    signal: stop.signal,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', follow);
    },
  };
}
