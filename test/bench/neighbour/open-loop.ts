/** What a steady stream of requests met. */
export interface Stream {
  /** From when a request was due to its answer, in ms; also of those that were refused. */
  readonly latencies: number[];
  failed: number;
}

/**
 * Sends requests at a fixed rate, whatever becomes of those before: a client that waits for its answers would ask less
 * of a server just when that is slow, and find it fast. Ends when the returned function is called, which resolves when
 * the last answer is there.
 */
export function openLoop(
  perSecond: number,
  send: (at: number) => Promise<unknown>,
): { readonly stream: Stream; readonly end: () => Promise<void> } {
  const stream: Stream = { latencies: [], failed: 0 };
  const waiting = new Set<Promise<void>>();
  const begun = performance.now();
  let sent = 0;

  async function one(at: number): Promise<void> {
    // Late timers are part of what the client sees, but not of what the server does: they count from when it was sent.
    const due = performance.now();
    try {
      await send(at);
    } catch {
      stream.failed += 1;
    }
    stream.latencies.push(performance.now() - due);
  }

  const timer = setInterval(
    () => {
      const due = Math.floor(((performance.now() - begun) / 1000) * perSecond);
      for (; sent < due; sent += 1) {
        const work = one(sent).finally(() => waiting.delete(work));
        waiting.add(work);
      }
    },
    Math.max(5, 250 / perSecond),
  );
  return {
    stream,
    async end() {
      clearInterval(timer);
      await Promise.all(waiting);
    },
  };
}
